using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>
/// Workers as the pods of one Deployment, by its <c>scale</c> subresource. Which pod goes is said by the annotation that the
/// ReplicaSet controller reads (<c>controller.kubernetes.io/pod-deletion-cost</c>), then the count is lowered.
/// </summary>
public sealed class DeploymentWorkers(ClusterApi api, string deployment, int slotsPerWorker, TimeProvider time) : IWorkerExecutor
{
    private const int Tries = 6;
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    private readonly WorkerPods _pods = new(api);

    public string Name => "kubernetes";

    public int Most => 1000;

    public int SlotsPerWorker => slotsPerWorker;

    public bool BelongsToNode => false;

    private string ScalePath =>
        $"/apis/apps/v1/namespaces/{Uri.EscapeDataString(api.Access.Namespace)}/deployments/{Uri.EscapeDataString(deployment)}/scale";

    public async Task<IReadOnlyList<StartedWorker>> ListAsync(CancellationToken cancellationToken)
    {
        var scale = (await api.GetAsync(ScalePath, cancellationToken)).Object;
        var selector = scale["status"]?["selector"]?.GetValue<string>()
            ?? throw new ExecutorException($"Deployment {deployment} has no selector in its scale; is it a Deployment of apps/v1?");
        var pods = await _pods.ListAsync(selector, cancellationToken);
        var started = pods.Select(pod => new StartedWorker(WorkerPods.NameOf(pod), WorkerPods.TroubleOf(pod))).ToList();
        // Replicas that the controller has not made pods of yet are on their way.
        for (var missing = ReplicasOf(scale) - started.Count; missing > 0; missing--)
            started.Add(new StartedWorker($"{deployment}-pending-{missing}", "the cluster has not made its pod yet"));
        return started;
    }

    public Task EnsureAsync(int total, CancellationToken cancellationToken) =>
        ResizeAsync(replicas => Math.Max(replicas, total), cancellationToken);

    public async Task StopAsync(string name, int remaining, CancellationToken cancellationToken)
    {
        var cheapest = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [DeletionCost] = "-1000" } } };
        var marked = await _pods.MergeAsync(name, cheapest, cancellationToken);
        if (!marked.IsMissing)
            _ = marked.Object;
        await ResizeAsync(replicas => Math.Min(replicas, remaining), cancellationToken);
    }

    public Task ChangedAsync(CancellationToken cancellationToken) => _pods.ChangedAsync(cancellationToken);

    /// <summary>Reads, changes and writes with the version that was read; begins again when somebody else wrote in between.</summary>
    private async Task ResizeAsync(Func<int, int> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var scale = (await api.GetAsync(ScalePath, cancellationToken)).Object;
            var wanted = change(ReplicasOf(scale));
            if (wanted == ReplicasOf(scale))
                return;
            scale["spec"] = new JsonObject { ["replicas"] = wanted };
            scale.Remove("status");
            var answer = await api.PutAsync(ScalePath, scale, cancellationToken);
            if (!answer.IsConflict || attempt == Tries)
            {
                _ = answer.Object;
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(20, 100 * attempt)), time, cancellationToken);
        }
    }

    // A count of zero is left out of the answer.
    private static int ReplicasOf(JsonObject scale) => scale["spec"]?["replicas"]?.GetValue<int>() ?? 0;
}
