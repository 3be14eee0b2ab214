using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Matinee.Testing.Kubernetes;

/// <summary>One Deployment, its pods, and Jobs, as the API server and its controllers keep them.</summary>
public sealed class ClusterState : IDisposable
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _pods = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> _jobs = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Type, JsonObject Pod)> _history = [];
    private readonly CancellationTokenSource _closed = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = 100;
    private long _scaleVersion = 100;
    private int _made;

    public int Replicas { get; private set; }

    /// <summary>While false, replicas are only a number: the controller lags.</summary>
    public bool ControllerRuns { get; set; } = true;

    public IReadOnlyList<string> Pods
    {
        get
        {
            lock (_lock)
                return [.. _pods.Keys];
        }
    }

    public IReadOnlyList<JsonObject> Jobs
    {
        get
        {
            lock (_lock)
                return [.. _jobs.Values.Select(job => job.DeepClone().AsObject())];
        }
    }

    public static JsonObject Status(int code, string reason, string message) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Status", ["status"] = code < 400 ? "Success" : "Failure", ["code"] = code, ["reason"] = reason, ["message"] = message,
    };

    /// <summary>Somebody else scales, behind the client's back.</summary>
    public void Scale(int replicas)
    {
        lock (_lock)
        {
            Replicas = replicas;
            _scaleVersion = ++_version;
            Reconcile();
        }
    }

    /// <summary>A Job's pod ended well.</summary>
    public void Finish(string job)
    {
        lock (_lock)
        {
            _jobs[job]["status"] = new JsonObject
            {
                ["succeeded"] = 1, ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Complete", ["status"] = "True" }),
            };
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    public (int Status, JsonObject Answer) Handle(string method, string path, IReadOnlyDictionary<string, string> query, JsonObject? body)
    {
        lock (_lock)
        {
            var parts = path.Trim('/').Split('/');
            var name = parts.Length > 0 ? parts[^1] : "";
            return (method, path) switch
            {
                ("GET", "/apis/apps/v1/namespaces/films/deployments/matinee-worker/scale") => (200, Scale()),
                ("PUT", "/apis/apps/v1/namespaces/films/deployments/matinee-worker/scale") when body is not null => Resize(body),
                ("GET", "/apis/apps/v1/namespaces/films/deployments/matinee-worker") => (200, Deployment()),
                ("GET", "/api/v1/namespaces/films/pods") => (200, List("v1", "PodList", _pods.Values, query)),
                ("PATCH", _) when path.StartsWith("/api/v1/namespaces/films/pods/", StringComparison.Ordinal) && body is not null => Patch(name, body),
                ("GET", "/apis/batch/v1/namespaces/films/jobs") => (200, List("batch/v1", "JobList", _jobs.Values, query)),
                ("POST", "/apis/batch/v1/namespaces/films/jobs") when body is not null => CreateJob(body),
                ("DELETE", _) when path.StartsWith("/apis/batch/v1/namespaces/films/jobs/", StringComparison.Ordinal) => _jobs.Remove(name)
                    ? (200, Status(200, "", ""))
                    : (404, Status(404, "NotFound", $"jobs.batch \"{name}\" not found")),
                _ => (404, Status(404, "NotFound", $"{string.Join('.', parts.Skip(2))} not found")),
            };
        }
    }

    public async IAsyncEnumerable<JsonObject> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        while (true)
        {
            Task changed;
            List<(long Version, string Type, JsonObject Pod)> news;
            lock (_lock)
            {
                changed = _changed.Task;
                news = [.. _history.Where(h => h.Version > after)];
            }

            foreach (var (version, type, pod) in news)
            {
                after = version;
                yield return new JsonObject { ["type"] = type, ["object"] = pod.DeepClone() };
            }

            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (either.IsCancellationRequested)
                yield break;
        }
    }

    private JsonObject Scale() => new()
    {
        ["apiVersion"] = "autoscaling/v1", ["kind"] = "Scale",
        ["metadata"] = new JsonObject { ["name"] = "matinee-worker", ["namespace"] = "films", ["resourceVersion"] = Text(_scaleVersion) },
        ["spec"] = Replicas == 0 ? new JsonObject() : new JsonObject { ["replicas"] = Replicas },
        ["status"] = new JsonObject { ["replicas"] = _pods.Count, ["selector"] = "app=matinee-worker" },
    };

    private (int, JsonObject) Resize(JsonObject body)
    {
        if (body["metadata"]?["resourceVersion"]?.GetValue<string>() != Text(_scaleVersion))
            return (409, Status(409, "Conflict", "Operation cannot be fulfilled on deployments.apps \"matinee-worker\": the object has been modified; please apply your changes to the latest version and try again"));
        Replicas = body["spec"]?["replicas"]?.GetValue<int>() ?? 0;
        _scaleVersion = ++_version;
        Reconcile();
        return (200, Scale());
    }

    // As the ReplicaSet controller does it: the cheapest goes first.
    private void Reconcile()
    {
        while (ControllerRuns && _pods.Count(p => p.Value["metadata"]!["labels"]!["app"] is not null) < Replicas) // made below, with labels
            Note("ADDED", Pod($"matinee-worker-{++_made:x5}", new JsonObject { ["app"] = "matinee-worker" }));
        while (ControllerRuns && _pods.Count > Replicas)
        {
            var cheapest = _pods.Values.OrderBy(pod => int.Parse(pod["metadata"]!["annotations"]?[DeletionCost]?.GetValue<string>() ?? "0", CultureInfo.InvariantCulture)).First(); // pods have metadata
            Note("DELETED", cheapest);
        }
    }

    private static JsonObject Pod(string name, JsonObject labels) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "films", ["labels"] = labels },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "worker", ["image"] = "matinee" }) },
        ["status"] = new JsonObject { ["phase"] = "Running" },
    };

    private void Note(string type, JsonObject pod)
    {
        pod["metadata"]!["resourceVersion"] = Text(++_version); // pods have metadata
        var name = pod["metadata"]!["name"]!.GetValue<string>(); // and a name
        if (type == "DELETED")
            _pods.Remove(name);
        else
            _pods[name] = pod;
        _history.Add((_version, type, pod.DeepClone().AsObject()));
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private (int, JsonObject) Patch(string name, JsonObject body)
    {
        if (!_pods.TryGetValue(name, out var pod))
            return (404, Status(404, "NotFound", $"pods \"{name}\" not found"));
        var annotations = pod["metadata"]!["annotations"]?.AsObject() ?? []; // pods have metadata
        foreach (var (key, value) in body["metadata"]?["annotations"]?.AsObject() ?? [])
            annotations[key] = value?.DeepClone();
        pod["metadata"]!["annotations"] = annotations.DeepClone();
        Note("MODIFIED", pod);
        return (200, pod.DeepClone().AsObject());
    }

    private (int, JsonObject) CreateJob(JsonObject body)
    {
        var name = body["metadata"]!["name"]!.GetValue<string>(); // the schema was checked before
        if (_jobs.ContainsKey(name))
            return (409, Status(409, "AlreadyExists", $"jobs.batch \"{name}\" already exists"));
        var job = body.DeepClone().AsObject();
        _jobs[name] = job;
        return (201, job.DeepClone().AsObject());
    }

    private JsonObject List(string version, string kind, IEnumerable<JsonObject> items, IReadOnlyDictionary<string, string> query)
    {
        var wanted = query.GetValueOrDefault("labelSelector", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term => term.Split('=')).ToList();
        return new JsonObject
        {
            ["apiVersion"] = version, ["kind"] = kind,
            ["metadata"] = new JsonObject { ["resourceVersion"] = Text(_version) },
            ["items"] = new JsonArray([.. items.Where(item => wanted.All(term => item["metadata"]?["labels"]?[term[0]]?.GetValue<string>() == term[1])).Select(item => item.DeepClone())]),
        };
    }

    private static JsonObject Deployment() => new()
    {
        ["apiVersion"] = "apps/v1", ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = "matinee-worker", ["namespace"] = "films" },
        ["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "matinee-worker" } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "matinee-worker" } },
                ["spec"] = new JsonObject
                {
                    ["containers"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "worker", ["image"] = "matinee", ["args"] = new JsonArray("worker", "--coordinator", "http://matinee:8080"),
                        ["env"] = new JsonArray(new JsonObject
                        {
                            ["name"] = "NODE_NAME", ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } },
                        }),
                    }),
                },
            },
        },
    };

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
