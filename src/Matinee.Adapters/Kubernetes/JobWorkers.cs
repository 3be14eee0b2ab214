using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>
/// Workers as Jobs that take one task and end. Their pod is that of a Deployment, which may have no replicas itself, with
/// <c>--once</c> added and the name of the Job as <c>NODE_NAME</c>.
/// </summary>
public sealed class JobWorkers(ClusterApi api, string deployment, int slotsPerWorker) : IWorkerExecutor
{
    private const string Owner = "app.kubernetes.io/managed-by";
    private const string Template = "matinee.worker-of";
    private const int NameLength = 10;
    private const int LongestPrefix = 40;
    private static readonly TimeSpan KeepFinished = TimeSpan.FromMinutes(5);

    private readonly WorkerPods _pods = new(api);

    public string Name => "kubernetes-jobs";

    public int Most => 1000;

    public int SlotsPerWorker => slotsPerWorker;

    public bool BelongsToNode => false;

    private string Namespace => Uri.EscapeDataString(api.Access.Namespace);

    private string JobsPath => $"/apis/batch/v1/namespaces/{Namespace}/jobs";

    private string Selector => $"{Owner}=matinee,{Template}={deployment}";

    public async Task<IReadOnlyList<StartedWorker>> ListAsync(CancellationToken cancellationToken)
    {
        var trouble = (await _pods.ListAsync(Selector, cancellationToken))
            .ToLookup(pod => pod["metadata"]?["labels"]?["job-name"]?.GetValue<string>() ?? "", WorkerPods.TroubleOf);
        return [.. (await ActiveAsync(cancellationToken)).Select(name => new StartedWorker(name, trouble[name].FirstOrDefault(t => t is not null)))];
    }

    public async Task EnsureAsync(int total, CancellationToken cancellationToken)
    {
        var missing = total - (await ActiveAsync(cancellationToken)).Count;
        if (missing <= 0)
            return;
        var path = $"/apis/apps/v1/namespaces/{Namespace}/deployments/{Uri.EscapeDataString(deployment)}";
        var pod = (await api.GetAsync(path, cancellationToken)).Object["spec"]?["template"]?["spec"]?.AsObject()
            ?? throw new ExecutorException($"Deployment {deployment} has no pod template.");
        for (; missing > 0; missing--)
        {
            // The name is chosen here, so that a creation whose answer was lost is not done twice.
            var answer = await api.PostAsync(JobsPath, Describe(pod.DeepClone().AsObject()), cancellationToken);
            if (!answer.IsConflict)
                _ = answer.Object;
        }
    }

    public async Task StopAsync(string name, int remaining, CancellationToken cancellationToken)
    {
        var answer = await api.DeleteAsync($"{JobsPath}/{Uri.EscapeDataString(name)}?propagationPolicy=Background", cancellationToken);
        if (!answer.IsMissing)
            _ = answer.Object;
    }

    public Task ChangedAsync(CancellationToken cancellationToken) => _pods.ChangedAsync(cancellationToken);

    private async Task<IReadOnlyList<string>> ActiveAsync(CancellationToken cancellationToken)
    {
        var list = (await api.GetAsync($"{JobsPath}?labelSelector={Uri.EscapeDataString(Selector)}&limit=500", cancellationToken)).Object;
        return [.. (list["items"]?.AsArray() ?? []).OfType<JsonNode>().Where(IsActive).Select(WorkerPods.NameOf)];
    }

    private JsonObject Describe(JsonObject pod)
    {
        var prefix = deployment.Length <= LongestPrefix ? deployment : deployment[..LongestPrefix].TrimEnd('-', '.');
        var name = $"{prefix}-{RandomNumberGenerator.GetHexString(NameLength, lowercase: true)}";
        pod["restartPolicy"] = "Never";
        var worker = pod["containers"]?[0]?.AsObject() ?? throw new ExecutorException($"Deployment {deployment} has no container.");
        var line = worker["args"] as JsonArray ?? worker["command"] as JsonArray
            ?? throw new ExecutorException($"The first container of Deployment {deployment} needs args, such as [\"worker\", \"--coordinator\", \"http://matinee:8080\"].");
        line.Add("--once");
        var environment = worker["env"] as JsonArray;
        if (environment is null)
            worker["env"] = environment = [];
        foreach (var old in environment.Where(variable => variable?["name"]?.GetValue<string>() == "NODE_NAME").ToList())
            environment.Remove(old);
        environment.Insert(0, new JsonObject { ["name"] = "NODE_NAME", ["value"] = name });
        return new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels() },
            ["spec"] = new JsonObject
            {
                ["backoffLimit"] = 0, // the coordinator gives the task to another worker; the same pod need not try again
                ["ttlSecondsAfterFinished"] = (int)KeepFinished.TotalSeconds,
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels() }, ["spec"] = pod },
            },
        };
    }

    private JsonObject Labels() => new() { [Owner] = "matinee", [Template] = deployment };

    private static bool IsActive(JsonNode job) =>
        job["metadata"]?["deletionTimestamp"] is null
        && !(job["status"]?["conditions"]?.AsArray() ?? []).Any(condition =>
            condition?["type"]?.GetValue<string>() is "Complete" or "Failed" && condition["status"]?.GetValue<string>() == "True");
}
