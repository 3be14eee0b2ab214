using Microsoft.Win32.SafeHandles;

namespace Matinee.App.Playback;

/// <summary>An open file and its readers; the cache itself counts as one.</summary>
internal sealed class OpenObject(string key, SafeFileHandle handle, long length) : IDisposable
{
    private int _holders = 1;
    private bool _retired;

    public string Key { get; } = key;

    public SafeFileHandle Handle { get; } = handle;

    public long Length { get; } = length;

    public long UsedAt { get; private set; }

    /// <summary>Ends one reading.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Handle.Dispose();
    }

    /// <summary>Under the cache's lock, so never after the last holder left.</summary>
    internal void Enter(long timestamp)
    {
        Interlocked.Increment(ref _holders);
        UsedAt = timestamp;
    }

    /// <summary>Under the cache's lock.</summary>
    internal void Retire()
    {
        if (_retired)
            return;
        _retired = true;
        Dispose();
    }
}
