using Matinee.App.Database;
using Microsoft.Data.Sqlite;

namespace Matinee.Adapters.Sqlite;

/// <summary>
/// SQLite tells nobody, but its <c>data_version</c> moves when another process has committed. What was changed it does not
/// say, so every topic is told.
/// </summary>
internal sealed class SqliteWakes(Func<CancellationToken, Task<long>> readVersion) : ICatalogueWakes, IAsyncDisposable
{
    // A look costs some microseconds.
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly WakeBoard _board = new(_ => { });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task? _polling;

    // The commit itself is the message.
    public void Publish(string topic, string key)
    {
    }

    public IDisposable Subscribe(string topic, Action<string?> heard)
    {
        var subscription = _board.Subscribe(topic, heard);
        lock (_lock)
            _polling ??= Task.Run(() => PollAsync(_stop.Token));
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await (_polling ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        _stop.Dispose();
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        long? known = null;
        while (true)
        {
            try
            {
                var version = await readVersion(cancellationToken);
                if (known is not null && version != known)
                    _board.TellAll();
                known = version;
            }
            catch (SqliteException)
            {
                // Busy for longer than the timeout: the next look is as good.
            }

            await Task.Delay(Every, TimeProvider.System, cancellationToken);
        }
    }
}
