using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.Testing;

namespace Matinee.Benchmarks.Leases;

/// <summary>Workers of other machines, as far as asking for tasks goes.</summary>
internal sealed class RemoteWorkers : IDisposable
{
    private readonly HttpClient _client;
    private readonly (string Key, long Incarnation, List<string> Holding)[] _workers;

    private RemoteWorkers(HttpClient client, int workers)
    {
        _client = client;
        _workers = new (string, long, List<string>)[workers];
    }

    public static async Task<RemoteWorkers> RegisterAsync(MatineeProcess server, int workers, CancellationToken cancellationToken)
    {
        using var admin = await server.CreateAdminClientAsync(cancellationToken);
        using var made = await admin.PostAsync("/api/worker/tokens", null, cancellationToken);
        made.EnsureSuccessStatusCode();
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString()!; // just made
        var client = server.CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        var remote = new RemoteWorkers(client, workers);
        for (var n = 0; n < workers; n++)
        {
            var ask = new RegisterAsk(TaskWire.Protocol, $"remote{n}", 4, "5", [new WorkerEncoder(LeaseBench.Encoder, "h264", 100, false)], [], 2, 0);
            using var answer = await remote.SendAsync("/api/worker/register", token, JsonContent.Create(ask, TaskWireJson.Default.RegisterAsk), cancellationToken);
            answer.EnsureSuccessStatusCode();
            var registered = await answer.Content.ReadFromJsonAsync(TaskWireJson.Default.RegisterAnswer, cancellationToken);
            remote._workers[n] = (registered!.Key!, registered.Incarnation, []); // new workers are given a key
        }

        return remote;
    }

    public async Task<string?> PollAsync(int worker, CancellationToken cancellationToken)
    {
        var (key, incarnation, holding) = _workers[worker];
        var ask = new LeaseAsk(incarnation, 4, 1, 4, 25, [.. holding]);
        using var answer = await SendAsync("/api/worker/lease", key, JsonContent.Create(ask, TaskWireJson.Default.LeaseAsk), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NoContent)
            return null;
        answer.EnsureSuccessStatusCode();
        var task = (await answer.Content.ReadFromJsonAsync(TaskWireJson.Default.LeaseAnswer, cancellationToken))!.Task.Lease.Task.Value; // 200 has a task
        holding.Add(task);
        return task;
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string path, string key, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _client.SendAsync(request, cancellationToken);
    }
}
