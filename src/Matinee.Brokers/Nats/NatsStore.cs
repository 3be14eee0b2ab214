using Matinee.Brokers.Health;
using Matinee.Brokers.Nats.JetStream;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>A NATS installation as this node uses it: its connection, its streams, and how it does.</summary>
internal sealed class NatsStore : IAsyncDisposable
{
    /// <summary>A command's id is remembered so long.</summary>
    private static readonly TimeSpan DedupWindow = TimeSpan.FromSeconds(60);

    /// <summary>An epoch, top and slot stay for at least 24 h after the last append.</summary>
    private static readonly TimeSpan LogAge = TimeSpan.FromHours(25);

    private static readonly TimeSpan PreparePause = TimeSpan.FromMilliseconds(100);

    private readonly NatsConnection _connection;
    private readonly NatsOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _preparing;
    private bool _isReady;
    private bool _wasReady; // of the one task that prepares
    private long _connectedAt = long.MaxValue;

    public NatsStore(NatsAddress address, NatsOptions options, TimeProvider time, ILogger logger, NatsPatience? patience = null)
    {
        (_options, _logger) = (options, logger);
        Health = new StoreHealth(time);
        Names = new NatsNames(options.Prefix);
        _connection = new NatsConnection(address, patience ?? NatsPatience.Default, time, logger);
        Client = new JetStreamClient(_connection);
        StoreTime = new NatsStoreTime(Client, Names, time);
        _connection.Turned += Turned;
        _connection.Start();
    }

    /// <summary>A connection stands again: whatever was heard before may have holes.</summary>
    public event Action? Returned;

    public NatsNames Names { get; }

    public JetStreamClient Client { get; }

    public NatsConnection Connection => _connection;

    public NatsStoreTime StoreTime { get; }

    public StoreHealth Health { get; }

    /// <summary>Since when the present connection stands; what was seen before it may have been another state of the store.</summary>
    public long ConnectedAt => Interlocked.Read(ref _connectedAt);

    /// <summary>Runs a verb: whatever is wrong with the store becomes <see cref="BrokerUnavailableException"/>, and its health is kept.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> verb, CancellationToken cancellationToken)
    {
        var begun = Health.Begin();
        try
        {
            await ReadyAsync(cancellationToken);
            var result = await verb(cancellationToken);
            Health.Answered();
            return result;
        }
        catch (NatsUnavailableException e)
        {
            Report(e, begun);
            throw new BrokerUnavailableException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connection.DisposeAsync();
        if (_preparing is { } preparing)
            await preparing.ContinueWith(static _ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    private void Report(NatsUnavailableException e, long begun)
    {
        if (e.IsSilence)
            Health.WasSilent(begun, e.Message);
        else
            Health.Fail(e.Message);
    }

    /// <summary>Waits for the streams, but no longer than for any other answer.</summary>
    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isReady))
            return;
        Task preparing;
        lock (_gate)
            preparing = _preparing ?? throw new NatsUnavailableException("There is no connection to NATS yet.");
        try
        {
            await preparing.WaitAsync(_connection.Patience.Answer, _connection.Time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new NatsUnavailableException("The streams of NATS are not ready yet.", isSilence: true, e);
        }
    }

    private void Turned(bool isUp, string reason)
    {
        if (!isUp)
        {
            Volatile.Write(ref _isReady, false);
            Interlocked.Exchange(ref _connectedAt, long.MaxValue);
            Health.Fail(reason);
            return;
        }

        Interlocked.Exchange(ref _connectedAt, _connection.Time.GetTimestamp());
        // A server that lost its disk has lost the streams too.
        lock (_gate)
        {
            if (_preparing is null or { IsCompleted: true })
                _preparing = Task.Run(() => PrepareAsync(_stop.Token));
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (!_wasReady)
                    await EnsureStreamsAsync(JetStreamClient.MostTries, cancellationToken);
                // On a cluster a stream is there some time before everybody knows who leads it.
                await Client.PublishAsync(Names.Probe, default, null, onlyFirst: false, cancellationToken);
                await StoreTime.SampleAsync(cancellationToken);
                _wasReady = true;
                Volatile.Write(ref _isReady, true);
                Health.Answered();
                Returned?.Invoke();
                return;
            }
            catch (NatsUnavailableException e)
            {
                Health.Fail(e.Message);
                NatsLog.NotReady(_logger, e.Message);
                if (_wasReady)
                    await EnsureOnceAsync(cancellationToken);
                await Task.Delay(PreparePause, _connection.Time, cancellationToken);
            }
        }
    }

    // Streams that were there need only their own leaders; one that went with its disk has to be made, which takes the leader of the whole cluster, elected apart.
    private async Task EnsureOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EnsureStreamsAsync(tries: 1, cancellationToken);
        }
        catch (NatsUnavailableException e)
        {
            NatsLog.NotReady(_logger, e.Message);
        }
    }

    private async Task EnsureStreamsAsync(int tries, CancellationToken cancellationToken)
    {
        var facts = _connection.Facts ?? throw new NatsUnavailableException("The connection to NATS was lost.");
        if (!facts.JetStream)
            throw new NatsUnavailableException("This NATS server has no JetStream; start it with -js or a jetstream block.");
        var isChosen = _options.Replicas > 0;
        var replicas = isChosen ? _options.Replicas : facts.Cluster is not null && facts.ConnectUrls is { Length: >= 3 } ? 3 : 1;
        await Client.EnsureAsync(
            new StreamDefinition
            {
                Name = Names.LogStream,
                Subjects = Names.LogSubjects,
                MaxAge = Nanoseconds(LogAge),
                Replicas = replicas,
                DuplicateWindow = Nanoseconds(DedupWindow),
                AllowDirect = true,
                Republish = new Republishing { Source = Names.LogPattern, Destination = Names.HintPattern },
            },
            isLeast: !isChosen,
            tries,
            cancellationToken);
        await Client.EnsureAsync(
            new StreamDefinition
            {
                Name = Names.ValueStream,
                Subjects = Names.ValueSubjects,
                MaxAge = Nanoseconds(NatsSharedValues.LongestLifetime + DedupWindow),
                Replicas = replicas,
                DuplicateWindow = Nanoseconds(DedupWindow),
            },
            isLeast: !isChosen,
            tries,
            cancellationToken);
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
