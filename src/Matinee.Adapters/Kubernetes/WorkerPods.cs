using System.Net.Sockets;
using System.Text.Json.Nodes;
using Matinee.App.Scaling;

namespace Matinee.Adapters.Kubernetes;

/// <summary>Pods of one label selector, listed and watched.</summary>
internal sealed class WorkerPods(ClusterApi api)
{
    private const int MostPods = 500;
    private static readonly TimeSpan WatchLasts = TimeSpan.FromSeconds(60);

    private string? _selector;
    private string? _version;

    private string Path => $"/api/v1/namespaces/{Uri.EscapeDataString(api.Access.Namespace)}/pods";

    /// <summary>Those that run or will; not those that are ending or have ended.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string selector, CancellationToken cancellationToken)
    {
        var list = (await api.GetAsync($"{Path}?labelSelector={Uri.EscapeDataString(selector)}&limit={MostPods}", cancellationToken)).Object;
        (_selector, _version) = (selector, list["metadata"]?["resourceVersion"]?.GetValue<string>());
        return [.. (list["items"]?.AsArray() ?? []).OfType<JsonNode>().Where(IsLive)];
    }

    public Task<ClusterAnswer> MergeAsync(string pod, JsonObject change, CancellationToken cancellationToken) =>
        api.MergeAsync($"{Path}/{Uri.EscapeDataString(pod)}", change, cancellationToken);

    /// <summary>Completes with the first event after the last list; when the watch ends without one, too.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        if (_selector is not { } selector || _version is not { } version)
        {
            await Task.Delay(WatchLasts, cancellationToken);
            return;
        }

        var query = $"?watch=true&labelSelector={Uri.EscapeDataString(selector)}&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={WatchLasts.TotalSeconds:0}";
        try
        {
            await foreach (var happened in api.WatchAsync(Path + query, cancellationToken))
            {
                if (happened["type"]?.GetValue<string>() != "BOOKMARK")
                    return;
            }
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or ExecutorException)
        {
            // A hint that could not be had; the next look does without.
            await Task.Delay(WatchLasts, cancellationToken);
        }
    }

    public static string NameOf(JsonNode thing) => thing["metadata"]?["name"]?.GetValue<string>() ?? "";

    /// <summary>Why a container waits or ended, where that is no passing state.</summary>
    public static string? TroubleOf(JsonNode pod)
    {
        foreach (var container in pod["status"]?["containerStatuses"]?.AsArray() ?? [])
        {
            if (container?["state"]?["waiting"] is { } waiting && waiting["reason"]?.GetValue<string>() is { } reason && reason is not ("ContainerCreating" or "PodInitializing"))
                return $"{reason}: {waiting["message"]?.GetValue<string>()}".TrimEnd(' ', ':');
        }

        return (pod["status"]?["conditions"]?.AsArray() ?? [])
            .Where(condition => condition?["type"]?.GetValue<string>() == "PodScheduled" && condition["status"]?.GetValue<string>() == "False")
            .Select(condition => condition?["message"]?.GetValue<string>())
            .FirstOrDefault();
    }

    private static bool IsLive(JsonNode pod) =>
        pod["metadata"]?["deletionTimestamp"] is null && pod["status"]?["phase"]?.GetValue<string>() is not ("Succeeded" or "Failed");
}
