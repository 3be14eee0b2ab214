using System.Diagnostics.CodeAnalysis;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Connections;

/// <summary>The way to one client: frames out, and its end.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without timers holds nothing that needs disposal, and late senders may still cancel it.")]
internal sealed class ClientLink
{
    // A peer that does not answer a close frame is cut off after this.
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _ended = new();
    private readonly SendQueue _queue;
    private readonly ConnectionOptions _options;
    private readonly TimeProvider _time;
    private DisconnectAdvice? _advice;
    private long _laggedAt;

    public ClientLink(string id, Wire wire, Stream output, ConnectionOptions options, TimeProvider time)
    {
        (Id, Wire, _options, _time) = (id, wire, options, time);
        Ended = _ended.Token;
        _queue = new SendQueue(output, options, time, () => Abandon(Disconnects.WriteError));
    }

    public string Id { get; }

    public Wire Wire { get; }

    /// <summary>Cancelled when nothing can be sent any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Why it ends; null while it does not.</summary>
    public DisconnectAdvice? Advice => Volatile.Read(ref _advice);

    public bool IsStalled => _queue.Stalled > _options.WriteStall;

    public int WaitingBytes => _queue.WaitingBytes;

    public int WaitingFrames => _queue.WaitingFrames;

    public SendOutcome Send(byte[] frame, FrameClass kind, string channel = "")
    {
        var outcome = _queue.Send(frame, kind, channel);
        if (outcome == SendOutcome.Full || outcome == SendOutcome.Lagged && LagsAgain())
            Disconnect(Disconnects.Slow);
        return outcome;
    }

    /// <summary>Says why, then ends. The first reason counts.</summary>
    public void Disconnect(DisconnectAdvice advice)
    {
        if (Interlocked.CompareExchange(ref _advice, advice, null) is null)
            _ = PartAsync(advice);
    }

    /// <summary>Ends without a word: the client is gone.</summary>
    public void Abandon(DisconnectAdvice advice)
    {
        Interlocked.CompareExchange(ref _advice, advice, null);
        _ = _ended.CancelAsync();
    }

    private async Task PartAsync(DisconnectAdvice advice)
    {
        var written = _queue.CloseAsync(Wire.Farewell(advice));
        try
        {
            await written.WaitAsync(Parting, _time, Ended);
            // The other side of a WebSocket answers the close frame, whereupon its transport ends; streams just end.
            if (Wire.IsWebSocket)
                await Task.Delay(Parting, _time, Ended);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // It did not take the farewell: cut off.
        }

        await _ended.CancelAsync();
    }

    private bool LagsAgain()
    {
        var before = Interlocked.Exchange(ref _laggedAt, _time.GetTimestamp());
        return before != 0 && _time.GetElapsedTime(before) < _options.LagWindow;
    }
}
