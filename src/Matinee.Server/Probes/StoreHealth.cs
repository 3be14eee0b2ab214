using Matinee.App.Storage;

namespace Matinee.Server.Probes;

/// <summary>How the store does: the room that is left, or, of a remote one, whether it answers. Asked at most every few seconds, whoever probes.</summary>
internal sealed class StoreHealth(IObjectStore store, TimeProvider time)
{
    public const string Ok = "ok";

    /// <summary>Below it a segment of the largest rung might not fit, so an operator should know.</summary>
    private const long LowSpace = 256L * 1024 * 1024;

    /// <summary>Nobody's: that it is missing is an answer.</summary>
    private static readonly ObjectKey Nothing = new("probe");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task<string>? _asked;
    private long _askedAt;

    /// <summary><see cref="Ok"/> or the reason why not.</summary>
    public Task<string> AskAsync()
    {
        lock (_gate)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) > Fresh))
                (_asked, _askedAt) = (LookAsync(), time.GetTimestamp());
            return _asked;
        }
    }

    private async Task<string> LookAsync()
    {
        try
        {
            if (store.LocalPath(Nothing) is null)
            {
                using var patience = new CancellationTokenSource(Patience, time);
                await store.HeadAsync(Nothing, patience.Token);
                return Ok;
            }

            return store.FreeBytes() is { } free and < LowSpace ? $"degraded: {free / (1024 * 1024)} MB left" : Ok;
        }
        catch (OperationCanceledException)
        {
            return $"degraded: no answer within {Patience.TotalSeconds} s";
        }
        catch (IOException e)
        {
            return "degraded: " + e.Message;
        }
    }
}
