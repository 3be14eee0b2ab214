using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matinee.Testing.Faults;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>
/// A member as a client of the protocol is one: comes again to whichever node answers, recovers from its last position, and keeps what it has been told.
/// Whatever the guarantees forbid is written down.
/// </summary>
internal sealed class FaultMember(FaultLedger ledger, IReadOnlyList<Uri> nodes, string room, string token, int number) : IAsyncDisposable
{
    /// <summary>An answer that comes later costs the connection, which nobody should have to end.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(Soak.Count(full: 4, brief: 30));
    private const int AlreadySubscribed = 105;
    private static readonly JsonElement Taken = JsonDocument.Parse("{}").RootElement;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private readonly string _channel = "room:" + room;
    private ClientWebSocket? _socket;
    private Task _running = Task.CompletedTask;
    private int _last;
    private int _visits;
    private int _ends;
    private long _offset;

    /// <summary>What this member would show, by id.</summary>
    public ConcurrentDictionary<string, double> Chat { get; } = new(StringComparer.Ordinal);

    public JsonElement Playback { get; private set; }

    /// <summary>Empty while it is not subscribed.</summary>
    public string Epoch { get; private set; } = "";

    public bool IsSubscribed { get; private set; }

    /// <summary>Streams that ended without this member wishing it.</summary>
    public int Ends => Volatile.Read(ref _ends);

    public int Number => number;

    /// <summary>The node that it came to last.</summary>
    public int Node { get; private set; }

    /// <summary>What the server said when it ended a stream last.</summary>
    private string Farewell { get; set; } = "";

    /// <summary>Why the last visit ended or the last wish was refused: for whoever wonders why it is not subscribed.</summary>
    public string Trouble { get; private set; } = "nothing yet";

    public void Start() => _running = RunAsync();

    /// <summary>The reply; null when there was none: it may or may not have happened.</summary>
    public async Task<JsonElement?> CallAsync(string method, JsonObject data)
    {
        if (!IsSubscribed)
            return null;
        data["room"] = room;
        return await AskAsync(new JsonObject { ["rpc"] = new JsonObject { ["method"] = method, ["data"] = data } });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket?.Abort();
        await _running;
        _stop.Dispose();
        _sending.Dispose();
        _subscribing.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Node = (number + _visits) % nodes.Count;
                await VisitAsync(nodes[Node]);
            }
            catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException or HttpRequestException)
            {
                Trouble = $"visit {_visits}: {e.Message}"; // that node is not there
            }
            catch (Exception e)
            {
                // The boundary of a loop: something that was told could not be understood.
                ledger.Complain($"member {number}: {e}");
            }

            IsSubscribed = false;
            foreach (var id in _asked.Keys)
            {
                if (_asked.TryRemove(id, out var waiting))
                    waiting.TrySetCanceled();
            }

            _visits++;
            if (!_stop.IsCancellationRequested)
                await Task.Delay(Random.Shared.Next(50, 300), CancellationToken.None);
        }
    }

    private async Task VisitAsync(Uri node)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new UriBuilder(node) { Scheme = "ws", Path = "/connection/websocket" }.Uri, _stop.Token);
        _socket = socket;
        var reading = ReadAsync(socket);
        var answer = await AskAsync(new JsonObject { ["connect"] = new JsonObject { ["token"] = token } });
        if (answer is { } connected && connected.TryGetProperty("connect", out _))
        {
            await SubscribeAsync();
        }
        else
        {
            Trouble = $"visit {_visits}: {answer?.GetRawText() ?? "no answer to connect"} {Farewell}";
            socket.Abort();
        }

        await reading;
        if (!_stop.IsCancellationRequested)
            Interlocked.Increment(ref _ends);
    }

    // As long as it takes on this connection, as an SDK does; one at a time, or the second would be told that it is subscribed already.
    private async Task SubscribeAsync()
    {
        var socket = _socket;
        await _subscribing.WaitAsync(CancellationToken.None);
        try
        {
            while (socket == _socket && socket?.State == WebSocketState.Open && !IsSubscribed)
            {
                await WishAsync(socket);
                await Task.Delay(IsSubscribed ? 0 : Random.Shared.Next(20, 200), CancellationToken.None);
            }
        }
        finally
        {
            _subscribing.Release();
        }
    }

    private async Task WishAsync(ClientWebSocket socket)
    {
        var wish = new JsonObject { ["channel"] = _channel };
        if (Epoch.Length > 0)
            (wish["recover"], wish["epoch"], wish["offset"]) = (true, Epoch, _offset);
        var answered = await AskAsync(new JsonObject { ["subscribe"] = wish });
        if (answered is not { } answer || !answer.TryGetProperty("error", out var error))
        {
            if (answered is null)
                Trouble = $"visit {_visits}: no answer to subscribe";
            return;
        }

        Trouble = $"visit {_visits}: {answer.GetRawText()}";
        if (error.GetProperty("code").GetInt32() == AlreadySubscribed)
            socket.Abort(); // the answer came too late: what it said is lost
        else if (!error.TryGetProperty("temporary", out _))
            ledger.Complain($"member {number}: {error.GetRawText()}");
    }

    // On the reading loop, before anything that follows the reply is looked at.
    private void Subscribed(JsonElement reply)
    {
        var recovered = reply.TryGetProperty("recovered", out var flag) && flag.GetBoolean();
        var hasSnapshot = reply.TryGetProperty("data", out var snapshot) && snapshot.ValueKind == JsonValueKind.Object;
        if (Epoch.Length > 0)
            ledger.Resumed(recovered);
        if (!recovered && !hasSnapshot)
            ledger.Complain($"member {number}: neither recovered nor given a snapshot");
        var (epoch, offset) = (reply.GetProperty("epoch").GetString() ?? "", reply.TryGetProperty("offset", out var at) ? at.GetInt64() : 0);
        if (recovered && reply.TryGetProperty("publications", out var missed))
        {
            foreach (var publication in missed.EnumerateArray())
                Take(epoch, publication);
        }

        if (recovered && _offset != offset)
            ledger.Complain($"member {number}: recovered to {offset}, but was given up to {_offset}");
        if (hasSnapshot)
            Show(snapshot);
        (Epoch, _offset, IsSubscribed) = (epoch, offset, true);
    }

    private void Show(JsonElement snapshot)
    {
        foreach (var message in snapshot.GetProperty("chat").EnumerateArray())
            Chat[message.GetProperty("id").GetString() ?? ""] = message.GetProperty("at").GetDouble();
        Playback = snapshot.GetProperty("playback").Clone();
    }

    private void Take(string epoch, JsonElement publication)
    {
        var offset = publication.GetProperty("offset").GetInt64();
        var data = publication.GetProperty("data");
        if (offset != _offset + 1)
            ledger.Complain($"member {number}: {offset} of {epoch} came after {_offset}");
        _offset = offset;
        ledger.Stands(_channel, epoch, offset, data.GetProperty("id").GetString() ?? "");
        var content = data.GetProperty("data");
        if (data.GetProperty("kind").GetString() == "chat")
            Chat[content.GetProperty("message").GetProperty("id").GetString() ?? ""] = content.GetProperty("message").GetProperty("at").GetDouble();
        else if (data.GetProperty("kind").GetString() == "playback")
            Playback = content.Clone();
    }

    private async Task<JsonElement?> AskAsync(JsonObject command)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        command["id"] = id;
        try
        {
            await SendAsync(command.ToJsonString());
            return await answer.Task.WaitAsync(AnswerPatience, _stop.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or TimeoutException or InvalidOperationException or IOException)
        {
            return null;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    private async Task SendAsync(string text)
    {
        await _sending.WaitAsync(_stop.Token);
        try
        {
            if (_socket is { } socket)
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[8192];
        var message = new MemoryStream();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var got = await socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                    Farewell = $"{socket.CloseStatus} {socket.CloseStatusDescription}";
                message.Write(buffer, 0, got.Count);
                if (!got.EndOfMessage)
                    continue;
                await TakeAllAsync(message.GetBuffer().AsMemory(0, (int)message.Length));
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The end of this visit.
        }
    }

    // A thousand members share two cores with the servers that are looked at: what they are told is not copied more often than it must be.
    private async Task TakeAllAsync(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var end = message.Span.IndexOf((byte)'\n');
            var line = end < 0 ? message : message[..end];
            message = end < 0 ? default : message[(end + 1)..];
            if (!line.IsEmpty)
                await TakeAsync(line);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        var reply = document.RootElement;
        if (line.Length == 2)
        {
            await SendAsync("{}");
        }
        else if (reply.TryGetProperty("id", out var id))
        {
            var isIn = reply.TryGetProperty("subscribe", out var subscribed);
            if (isIn)
                Subscribed(subscribed);
            if (_asked.TryRemove(id.GetInt32(), out var waiting))
                waiting.TrySetResult(isIn ? Taken : reply.Clone());
        }
        else if (reply.TryGetProperty("push", out var push) && push.TryGetProperty("channel", out var channel) && channel.GetString() == _channel)
        {
            if (push.TryGetProperty("pub", out var publication))
                Take(Epoch, publication);
            else if (push.TryGetProperty("unsubscribe", out _))
                Again();
        }
    }

    private void Again()
    {
        IsSubscribed = false;
        _ = Task.Run(SubscribeAsync);
    }
}
