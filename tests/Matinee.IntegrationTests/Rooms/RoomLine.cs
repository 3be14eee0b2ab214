using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Rooms;

/// <summary>A member's connection, in the JSON form of the Centrifuge protocol.</summary>
internal sealed class RoomLine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = Patient.Limit;

    private const int ComeAgain = 2500;
    private const int Away = 4503;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentQueue<JsonElement> _pushes = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    private RoomLine(JsonElement ticket) => Ticket = ticket;

    /// <summary>The answer of the door.</summary>
    public JsonElement Ticket { get; }

    public string MemberId => Ticket.GetProperty("member").GetProperty("id").GetString() ?? "";

    /// <summary>What the room looked like on coming in.</summary>
    public JsonElement Snapshot { get; private set; }

    public string Room { get; private set; } = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Joins and subscribes.</summary>
    public static async Task<RoomLine> EnterAsync(HttpClient http, string room, object body)
    {
        var answer = await http.PostAsJsonAsync($"/api/rooms/{room}/join", body, Stop);
        for (var began = Stopwatch.GetTimestamp(); answer.StatusCode == HttpStatusCode.ServiceUnavailable && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            await Task.Delay(100, Stop);
            answer = await http.PostAsJsonAsync($"/api/rooms/{room}/join", body, Stop);
        }

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        var line = new RoomLine(await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)) { Room = room };
        await line.ConnectAsync();
        line.Snapshot = (await line.SubscribeAsync($"room:{room}")).GetProperty("data");
        await line.SubscribeAsync($"signal:{room}");
        return line;
    }

    public Task<JsonElement> CallAsync(string method, object parameters) => AskAsync(new { rpc = new { method, data = Complete(parameters) } });

    /// <summary>The result; an error is the test's failure, but for a store that needs a moment, which every client asks again.</summary>
    public async Task<JsonElement> DoAsync(string method, object parameters)
    {
        var call = Complete(parameters);
        var reply = await AskAsync(new { rpc = new { method, data = call.DeepClone() } });
        for (var began = Stopwatch.GetTimestamp(); IsAway(reply) && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            await Task.Delay(100, Stop);
            reply = await AskAsync(new { rpc = new { method, data = call.DeepClone() } });
        }

        Assert.True(reply.TryGetProperty("rpc", out var rpc), reply.GetRawText());
        return rpc.TryGetProperty("data", out var data) ? data : default;
    }

    public async Task<JsonElement> AskAsync(object command)
    {
        var id = Interlocked.Increment(ref _last);
        var done = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var text = JsonSerializer.SerializeToNode(command)!.AsObject(); // an object
        text["id"] = id;
        await SendAsync(text.ToJsonString());
        return await done.Task.WaitAsync(Patience, Stop);
    }

    /// <summary>Waits for a publication of the room.</summary>
    public Task<JsonElement> HearAsync(string kind, Func<JsonElement, bool>? which = null) => HearPushAsync(push =>
        push.TryGetProperty("channel", out var channel) && channel.GetString() == $"room:{Room}" && push.TryGetProperty("pub", out var pub)
        && pub.GetProperty("data").GetProperty("kind").GetString() == kind && which?.Invoke(pub.GetProperty("data").GetProperty("data")) != false
            ? pub.GetProperty("data") : null);

    public async Task<JsonElement> HearPushAsync(Func<JsonElement, JsonElement?> which)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience;)
        {
            foreach (var push in _pushes)
            {
                if (which(push) is { } found)
                    return found;
            }

            await Task.Delay(20, Stop);
        }

        throw new TimeoutException("Not heard. Heard: " + string.Join('\n', _pushes.Select(push => push.GetRawText())));
    }

    public Task SignalAsync(object data) => AskAsync(new { publish = new { channel = $"signal:{Room}", data } });

    /// <summary>Until the server has ended the connection.</summary>
    public Task EndedAsync() => _reading.WaitAsync(Patience, Stop);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    // What is refused for the moment is asked again, as every client does.
    private async Task<JsonElement> SubscribeAsync(string channel)
    {
        var reply = await AskAsync(new { subscribe = new { channel } });
        for (var began = Stopwatch.GetTimestamp(); IsTemporary(reply) && Stopwatch.GetElapsedTime(began) < Patience;)
        {
            await Task.Delay(100, Stop);
            reply = await AskAsync(new { subscribe = new { channel } });
        }

        Assert.True(reply.TryGetProperty("subscribe", out var subscribed), reply.GetRawText());
        return subscribed;
    }

    private static bool IsTemporary(JsonElement reply) => reply.TryGetProperty("error", out var error) && error.TryGetProperty("temporary", out _);

    private JsonObject Complete(object parameters)
    {
        var data = JsonSerializer.SerializeToNode(parameters)!.AsObject(); // an object
        data["room"] ??= Room;
        data["id"] ??= RoomInstallation.Id();
        return data;
    }

    private static bool IsAway(JsonElement reply) => reply.TryGetProperty("error", out var error) && error.GetProperty("code").GetInt32() == Away;

    private void Hear(JsonElement push)
    {
        _pushes.Enqueue(push);
        if (push.TryGetProperty("unsubscribe", out var end) && end.GetProperty("code").GetInt32() == ComeAgain)
            _ = ComeAgainAsync(push.GetProperty("channel").GetString() ?? "");
    }

    /// <summary>As every client does when a node that was without its store for a moment asks it to; what the room is like then it knows.</summary>
    private async Task ComeAgainAsync(string channel)
    {
        try
        {
            var reply = await AskAsync(new { subscribe = new { channel } });
            if (channel != $"room:{Room}" || !reply.TryGetProperty("subscribe", out var subscribed) || !subscribed.TryGetProperty("data", out var snapshot))
                return;
            foreach (var message in snapshot.GetProperty("chat").EnumerateArray())
                _pushes.Enqueue(Told(channel, "chat", new { op = "sent", message }));
            foreach (var member in snapshot.GetProperty("members").EnumerateArray())
                _pushes.Enqueue(Told(channel, "member", new { op = "joined", member }));
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or TimeoutException)
        {
            // Whoever waits for something says that it did not come.
        }
    }

    private static JsonElement Told(string channel, string kind, object data) =>
        JsonSerializer.SerializeToElement(new { channel, pub = new { data = new { kind, data } } });

    private async Task ConnectAsync()
    {
        await _socket.ConnectAsync(new Uri(Ticket.GetProperty("websocketUrl").GetString() ?? ""), Stop);
        _reading = ReadAsync();
        var connected = await AskAsync(new { connect = new { token = Ticket.GetProperty("token").GetString() } });
        Assert.True(connected.TryGetProperty("connect", out _), connected.GetRawText());
    }

    private async Task SendAsync(string text)
    {
        await _sending.WaitAsync(Stop);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 20];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (got.MessageType == WebSocketMessageType.Close)
                    return;
                message.Write(buffer, 0, got.Count);
                if (!got.EndOfMessage)
                    continue;
                var text = Encoding.UTF8.GetString(message.ToArray());
                message.SetLength(0);
                foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    await TakeAsync(JsonDocument.Parse(line).RootElement);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The end.
        }
    }

    private async Task TakeAsync(JsonElement reply)
    {
        if (reply.TryGetProperty("id", out var id) && _asked.TryRemove(id.GetInt32(), out var done))
            done.TrySetResult(reply);
        else if (reply.TryGetProperty("push", out var push))
            Hear(push);
        else if (!reply.EnumerateObject().Any())
            await SendAsync("{}"); // the server's ping
    }
}
