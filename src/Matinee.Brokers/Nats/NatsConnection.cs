using System.Collections.Concurrent;
using System.Security.Cryptography;
using Matinee.Brokers.Nats.Wire;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>
/// A connection to one of several servers that is made again whenever it is lost, with its subscriptions. Nothing waits for a
/// lost connection: what cannot be handed over now fails now.
/// </summary>
internal sealed class NatsConnection : IAsyncDisposable
{
    private readonly NatsDialer _dialer;
    private readonly NatsServerList _servers;
    private readonly NatsPatience _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NatsInbox _inbox;
    private readonly ConcurrentDictionary<long, NatsSubscription> _subscriptions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private NatsLink? _link;
    private Task? _running;
    private long _lastSid;
    private string _reason = "It was not dialled yet.";

    public NatsConnection(NatsAddress address, NatsPatience patience, TimeProvider time, ILogger logger)
    {
        (_patience, _time, _logger) = (patience, time, logger);
        _dialer = new NatsDialer(address, patience, time);
        _servers = new NatsServerList(address.Servers);
        _inbox = new NatsInbox(this);
        _subscriptions[++_lastSid] = _inbox.Subscription(_lastSid);
    }

    /// <summary>Called in order: true when a connection stands and every subscription is back, false with the reason when it is lost.</summary>
    public event Action<bool, string>? Turned;

    /// <summary>The server of the present connection; null without one.</summary>
    public NatsServerFacts? Facts => Volatile.Read(ref _link)?.Facts;

    public NatsPatience Patience => _patience;

    public TimeProvider Time => _time;

    /// <summary>Dials until somebody answers, from now on until it is disposed of.</summary>
    public void Start()
    {
        lock (_gate)
            _running ??= Task.Run(() => RunAsync(_stop.Token));
    }

    /// <exception cref="NatsUnavailableException">There is no connection, or too much waits to be sent.</exception>
    public void Publish(string subject, string replyTo, NatsHeaders headers, ReadOnlyMemory<byte> payload) => Link().Outbox.Write(
        static (output, message) => NatsWriter.Publish(output, message.subject, message.replyTo, message.headers, message.payload.Span), (subject, replyTo, headers, payload));

    /// <summary>The first answer to a message.</summary>
    /// <exception cref="NatsUnavailableException">None came in time, or nobody listens there.</exception>
    public Task<NatsFrame> RequestAsync(string subject, NatsHeaders headers, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        _inbox.RequestAsync(subject, headers, payload, cancellationToken);

    /// <summary>From its completion on the server sends what is published there; again after each lost connection.</summary>
    /// <param name="heard">Called on the connection's own thread, one at a time.</param>
    public async Task<IDisposable> SubscribeAsync(string subject, Action<NatsFrame> heard, CancellationToken cancellationToken)
    {
        NatsSubscription subscription;
        NatsLink link;
        lock (_gate)
        {
            link = Link();
            subscription = new NatsSubscription(++_lastSid, subject, heard, Unsubscribe);
            _subscriptions[subscription.Sid] = subscription;
            Subscribe(link, subscription);
        }

        try
        {
            await AnsweredAsync(link.PingAsync(), cancellationToken);
        }
        catch
        {
            subscription.Dispose();
            throw;
        }

        return subscription;
    }

    /// <summary>Completes when the server has seen everything that was sent before.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => AnsweredAsync(Link().PingAsync(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await _running;
        _stop.Dispose();
    }

    private NatsLink Link() => Volatile.Read(ref _link) ?? throw new NatsUnavailableException($"There is no connection to NATS: {_reason}");

    private async Task AnsweredAsync(Task answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WaitAsync(_patience.Answer, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new NatsUnavailableException($"NATS did not answer within {_patience.Answer.TotalMilliseconds:0} ms.", isSilence: true);
        }
    }

    private void Unsubscribe(NatsSubscription subscription)
    {
        if (!_subscriptions.TryRemove(subscription.Sid, out _) || Volatile.Read(ref _link) is not { } link)
            return;
        try
        {
            link.Outbox.Write(static (output, sid) => NatsWriter.Unsubscribe(output, sid), subscription.Sid);
        }
        catch (NatsUnavailableException)
        {
            // The server forgets it with the connection.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = _patience.FirstPause;
        for (var tries = 1; !cancellationToken.IsCancellationRequested; tries++)
        {
            var server = _servers.Next();
            try
            {
                await using var link = await _dialer.ConnectAsync(server, cancellationToken);
                (tries, pause) = (0, _patience.FirstPause);
                await RunLinkAsync(link, server, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NatsUnavailableException or NatsProtocolException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                _reason = e.Message;
                Lost(server);
            }

            // All servers are tried before the first pause.
            if (tries % _servers.Count != 0 || cancellationToken.IsCancellationRequested)
                continue;
            await Task.Delay(pause * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0)), _time, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            pause = pause * 2 < _patience.LongestPause ? pause * 2 : _patience.LongestPause;
        }
    }

    private async Task RunLinkAsync(NatsLink link, NatsServerAddress server, CancellationToken cancellationToken)
    {
        _servers.Learn(link.Facts);
        var running = link.RunAsync(Take, cancellationToken);
        Task back;
        lock (_gate)
        {
            foreach (var subscription in _subscriptions.Values)
                Subscribe(link, subscription);
            back = link.PingAsync();
            // From here on a new subscription goes to this link by itself.
            Volatile.Write(ref _link, link);
        }

        await await Task.WhenAny(back, running);
        NatsLog.Connected(_logger, server, link.Facts.Version);
        Turned?.Invoke(true, "");
        await running;
    }

    private void Lost(NatsServerAddress server)
    {
        if (Interlocked.Exchange(ref _link, null) is null)
        {
            NatsLog.Unreachable(_logger, server, _reason);
            Turned?.Invoke(false, _reason);
            return;
        }

        NatsLog.Lost(_logger, server, _reason);
        Turned?.Invoke(false, _reason);
        _inbox.FailAll(_reason);
    }

    private void Take(NatsFrame frame)
    {
        if (frame.Kind == NatsFrameKind.Message)
        {
            if (_subscriptions.TryGetValue(frame.Sid, out var subscription))
                subscription.Heard(frame);
            return;
        }

        if (NatsServerFacts.Parse(frame.Payload.Span) is not { } facts)
            return;
        _servers.Learn(facts);
        if (facts.LameDuck)
            throw new NatsUnavailableException("The NATS server is going away.");
    }

    private static void Subscribe(NatsLink link, NatsSubscription subscription) => link.Outbox.Write(
        static (output, subscription) => NatsWriter.Subscribe(output, subscription.Subject, subscription.Sid), subscription);
}
