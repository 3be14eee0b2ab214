using System.Data.Common;
using System.Security.Cryptography;
using System.Threading.Channels;
using Matinee.App.Database;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>
/// LISTEN on one connection of the node, NOTIFY on another. A NOTIFY takes a lock that all commits of the database pass, so
/// none is sent with a commit: what is published gathers, and is sent together when the pause since the last is over.
/// </summary>
internal sealed class PostgresWakes : ICatalogueWakes, IAsyncDisposable
{
    private const string Channel = "matinee";

    /// <summary>Twenty notifications a second and node at most, however many commits.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan ConnectionCheck = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnectionStringBuilder _values;
    private readonly NpgsqlDataSource _source;
    private readonly WakeBatch _batch = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
    private readonly WakeBoard _board = new(_ => { });
    private readonly Channel<bool> _ring = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task? _listening;
    private Task? _sending;

    public PostgresWakes(NpgsqlConnectionStringBuilder values, NpgsqlDataSource source) => (_values, _source) = (values, source);

    public void Publish(string topic, string key)
    {
        if (!_batch.Add(topic, key))
            return; // not empty before: the sender is on its way
        lock (_lock)
            _sending ??= Task.Run(() => SendAsync(_stop.Token));
        _ring.Writer.TryWrite(true);
    }

    public IDisposable Subscribe(string topic, Action<string?> heard)
    {
        var subscription = _board.Subscribe(topic, heard);
        lock (_lock)
            _listening ??= Task.Run(() => ListenAsync(_stop.Token));
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndAsync(_listening);
        await EndAsync(_sending);
        _stop.Dispose();
    }

    private static async Task EndAsync(Task? loop)
    {
        try
        {
            await (loop ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                await using var connection = PostgresConnections.Single(_values, CheckPatience);
                connection.Notification += (_, heard) => _batch.Read(heard.Payload, _board);
                await connection.OpenAsync(cancellationToken);
                await RunAsync(connection, $"LISTEN {Channel}", cancellationToken);
                attempt = 0;
                // What was told before this moment went by unheard.
                _board.TellAll();
                while (true)
                {
                    if (!await connection.WaitAsync(ConnectionCheck, cancellationToken))
                        await RunAsync(connection, "SELECT 1", cancellationToken);
                }
            }
            catch (Exception e) when (e is DbException or IOException or TimeoutException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
            {
                pause = PostgresFaults.Pause(e, attempt + 1);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            await _ring.Reader.ReadAsync(cancellationToken);
            await Task.Delay(Gather, TimeProvider.System, cancellationToken);
            var payloads = _batch.Take();
            TimeSpan pause;
            try
            {
                await using var command = _source.CreateCommand($"SELECT pg_notify('{Channel}', payload) FROM unnest($1) AS payload");
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = payloads });
                await command.ExecuteNonQueryAsync(cancellationToken);
                failures = 0;
                continue;
            }
            catch (Exception e) when (e is DbException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
            {
                // Whoever lost the same server hears "everything" when it is back; the sweeps do the rest.
                pause = PostgresFaults.Pause(e, ++failures);
            }

            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
