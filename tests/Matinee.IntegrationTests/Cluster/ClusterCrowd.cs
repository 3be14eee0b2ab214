using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.IntegrationTests.Streams;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>
/// Programs that make, change and read streams on whichever node answers, and players that stay with one node, while nodes
/// come and go. Whatever they were told is kept, and judged at the end.
/// </summary>
internal sealed class ClusterCrowd : IAsyncDisposable
{
    private const string Made = "made/";
    private const int Shared = 3;
    private const int Few = 20;

    private readonly ClusterNodes _nodes;
    private readonly History _history = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<(long Called, long Answered)> _made = [];
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<string> _shared = [];
    private readonly List<Task> _running = [];
    private string _playlist = "";
    private string _text = "";

    private ClusterCrowd(ClusterNodes nodes) => _nodes = nodes;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ClusterCrowd> StartAsync(ClusterNodes nodes, int writers, int players)
    {
        var crowd = new ClusterCrowd(nodes);
        await crowd.PrepareAsync();
        for (var i = 0; i < writers; i++)
        {
            var client = i;
            crowd._running.Add(Task.Run(() => crowd.WriteAsync(client), Stop));
        }

        for (var i = 0; i < players; i++)
        {
            var name = nodes.Running[i % nodes.Running.Count];
            crowd._running.Add(Task.Run(() => crowd.PlayAsync(name), Stop));
        }

        return crowd;
    }

    /// <summary>What the players watch: where, and what every node shows of it at any time.</summary>
    public (string Path, string Text) Played => (_playlist, _text);

    /// <summary>Waits for a create that was asked for after a moment, and acknowledged.</summary>
    /// <returns>How long after that moment it was.</returns>
    public async Task<TimeSpan> NextMadeAsync(long since)
    {
        (long Called, long Answered) next = default;
        await _nodes.UntilAsync("a stream is made", () =>
        {
            next = _made.FirstOrDefault(made => made.Called >= since);
            return Task.FromResult(next.Called > 0);
        }, Stop);
        return Stopwatch.GetElapsedTime(since, next.Answered);
    }

    /// <summary>Changes a stream at a node that may be asleep; awaited, it tells what that node says of itself when it answers.</summary>
    public async Task<string?> ChangeAtAsync(string name)
    {
        var called = _history.Call();
        using var answer = await _nodes.SendAsync(HttpMethod.Patch, name, $"/hls/streams/{_shared[0]}", Stop, new { title = "late" }, patience: ClusterNodes.Patience);
        _history.Write(-1, _shared[0], called, "late", answer?.StatusCode == HttpStatusCode.OK ? OperationEnd.Ok : OperationEnd.Unknown);
        return answer is not null && answer.Headers.TryGetValues("X-HLS-Is-Leader", out var values) ? values.Single() : null;
    }

    /// <summary>Ends all of them. Nothing that was acknowledged may be missing, be there twice, or have been seen otherwise.</summary>
    /// <param name="by">Whose list is looked at; the last one's that runs when it is not given.</param>
    public async Task JudgeAsync(string? by = null)
    {
        await _nodes.UntilAsync("some streams were made", () => Task.FromResult(_made.Count > Few), Stop);
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        var made = _history.Operations.Where(operation => operation.Key.StartsWith(Made, StringComparison.Ordinal)).ToList();
        string? violation = "nobody looked";
        List<string> titles = [];
        // A list is what its node has heard of.
        for (var since = Stopwatch.StartNew(); violation is not null && since.Elapsed < ClusterNodes.Patience; await Task.Delay(50, Stop))
        {
            if (await TitlesAsync(by ?? _nodes.Running[^1]) is not { } seen)
                continue;
            titles = seen;
            violation = SetCheck.FindViolation(made, titles);
        }

        var acknowledged = made.Count(operation => operation.End == OperationEnd.Ok);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{acknowledged} streams acknowledged, {_history.Operations.Count} operations, {_history.Operations.Count(o => o.End == OperationEnd.Unknown)} unknown"));
        Assert.Empty(_complaints.Take(5));
        Assert.True(acknowledged > Few, $"Only {acknowledged} streams were made.");
        Assert.Null(violation);
        Assert.Equal(titles.Count, titles.Distinct().Count());
        Assert.Null(RegisterCheck.FindViolation(_history.Operations.Except(made)));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
        _end.Dispose();
    }

    private async Task PrepareAsync()
    {
        var film = await PushedFilm.TransportAsync();
        for (var i = 0; i < Shared; i++)
        {
            var called = _history.Call();
            var id = await CreateAsync($"shared {i}");
            _history.Write(-1, id, called, $"shared {i}", OperationEnd.Ok);
            _shared.Add(id);
        }

        var played = await CreateAsync("played");
        using var caller = await StreamCaller.AdministratorAsync(_nodes[_nodes.Names[0]]);
        await caller.PushAllAsync(played, film, "main");
        (await _nodes.UntilAnswersAsync(HttpMethod.Post, _nodes.Names[0], $"/hls/streams/{played}/stop", HttpStatusCode.OK, Stop)).Dispose();
        _playlist = $"/hls/{played}/variants/main-1/playlist.m3u8";
        await _nodes.UntilAsync("the playlist has its end", async () =>
        {
            _text = await caller.ShownAsync(_playlist);
            return _text.Contains("#EXT-X-ENDLIST", StringComparison.Ordinal);
        }, Stop);
        foreach (var name in _nodes.Running)
        {
            await _nodes.UntilAsync($"{name} shows the playlist as the first node does", async () =>
            {
                using var answer = await _nodes.TryAsync(HttpMethod.Get, name, _playlist, Stop);
                return answer is { IsSuccessStatusCode: true } && await answer.Content.ReadAsStringAsync(Stop) == _text;
            }, Stop);
        }
    }

    private async Task<string> CreateAsync(string title)
    {
        var id = "";
        await _nodes.UntilAsync($"{title} is made", async () =>
        {
            using var answer = await _nodes.SendAsync(HttpMethod.Post, _nodes.Names[0], "/hls/streams", Stop, new { title, target_duration = 2 }, key: title, patience: ClusterNodes.Patience);
            await MindAsync(answer is { StatusCode: HttpStatusCode.Created } ? null : answer);
            if (answer?.StatusCode == HttpStatusCode.Created)
                id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()!; // the contract
            return id.Length > 0;
        }, Stop);
        return id;
    }

    private async Task WriteAsync(int client)
    {
        var die = new Random(client);
        for (var i = 0; !_end.IsCancellationRequested; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{client}-{i}");
            var running = _nodes.Running;
            if (running.Count == 0)
            {
                await Task.Delay(20, CancellationToken.None);
                continue;
            }

            var name = running[die.Next(running.Count)];
            var stream = _shared[die.Next(Shared)];
            await (die.Next(4) switch
            {
                0 or 1 => MakeAsync(client, name, text),
                2 => ChangeAsync(client, name, stream, text),
                _ => ReadAsync(client, name, stream),
            });
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>Sent again under the same key, to one node after the other, until one says that it is made.</summary>
    private async Task MakeAsync(int client, string name, string title)
    {
        var called = _history.Call();
        var since = Stopwatch.GetTimestamp();
        for (var at = _nodes.Names.ToList().IndexOf(name); !_end.IsCancellationRequested; at++)
        {
            using var answer = await _nodes.SendAsync(HttpMethod.Post, _nodes.Names[at % _nodes.Names.Count], "/hls/streams", Stop, new { title }, key: title);
            if (answer?.StatusCode == HttpStatusCode.Created)
            {
                _made.Enqueue((since, Stopwatch.GetTimestamp()));
                _history.Write(client, Made + title, called, title, OperationEnd.Ok);
                return;
            }

            await MindAsync(answer);
            await Task.Delay(20, CancellationToken.None);
        }

        _history.Write(client, Made + title, called, title, OperationEnd.Unknown);
    }

    private async Task ChangeAsync(int client, string name, string stream, string title)
    {
        var called = _history.Call();
        using var answer = await _nodes.SendAsync(HttpMethod.Patch, name, $"/hls/streams/{stream}", Stop, new { title });
        var isDone = answer?.StatusCode == HttpStatusCode.OK;
        _history.Write(client, stream, called, title, isDone ? OperationEnd.Ok : OperationEnd.Unknown);
        if (!isDone)
            await MindAsync(answer);
    }

    private async Task ReadAsync(int client, string name, string stream)
    {
        var called = _history.Call();
        using var answer = await _nodes.SendAsync(HttpMethod.Get, name, $"/hls/streams/{stream}", Stop);
        if (answer?.StatusCode == HttpStatusCode.OK)
            _history.Read(client, stream, called, (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("title").GetString());
        else
            await MindAsync(answer);
    }

    /// <summary>A node may be away, or not know who leads; any other refusal is one too many.</summary>
    private async Task MindAsync(HttpResponseMessage? answer)
    {
        if (answer is not null && answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            _complaints.Enqueue($"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private async Task PlayAsync(string name)
    {
        while (!_end.IsCancellationRequested)
        {
            if (_nodes.Absences(name) is { } absences)
            {
                // Late is not away.
                using var answer = await _nodes.SendAsync(HttpMethod.Get, name, _playlist, Stop, patience: ClusterNodes.Patience);
                var text = answer is null ? "no answer" : await answer.Content.ReadAsStringAsync(Stop);
                if (text != _text && _nodes.Absences(name) == absences)
                    _complaints.Enqueue($"a player of {name} was shown, while it ran: {(int?)answer?.StatusCode} {text}");
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <returns>Null when it does not answer now.</returns>
    private async Task<List<string>?> TitlesAsync(string name)
    {
        var titles = new List<string>();
        string? cursor = null;
        do
        {
            using var answer = await _nodes.SendAsync(
                HttpMethod.Get, name, "/hls/streams?limit=100" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)), Stop, patience: ClusterNodes.Patience);
            if (answer?.StatusCode != HttpStatusCode.OK)
                return null;
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            titles.AddRange(page.GetProperty("streams").EnumerateArray().Where(stream => !_shared.Contains(stream.GetProperty("id").GetString() ?? "")).Select(stream => stream.GetProperty("title").GetString() ?? ""));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        titles.Remove("played");
        return [.. titles.Select(title => Made + title)];
    }
}
