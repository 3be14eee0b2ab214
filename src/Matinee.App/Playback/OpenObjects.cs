using Matinee.App.Storage;
using Microsoft.Win32.SafeHandles;

namespace Matinee.App.Playback;

/// <summary>
/// Files of the local store kept open, least recently used out first: opening one costs more than sending 2 KB. A file that is
/// evicted while somebody reads it is closed by its last reader.
/// </summary>
internal sealed class OpenObjects : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<OpenObject>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<OpenObject> _byUse = new();
    private readonly Lock _lock = new();
    private readonly PlaybackOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public OpenObjects(PlaybackOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _sweep = time.CreateTimer(static state => ((OpenObjects)state!).CloseIdle(), this, options.OpenFileIdle, options.OpenFileIdle); // state is this
    }

    /// <summary>Null when the file is gone. Dispose the answer when done reading.</summary>
    /// <exception cref="IOException">The store is broken.</exception>
    public OpenObject? Open(ObjectKey key, string path)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key.Value, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                known.Value.Enter(_time.GetTimestamp());
                return known.Value;
            }
        }

        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return Keep(new OpenObject(key.Value, handle, RandomAccess.GetLength(handle)));
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_lock)
        {
            while (_byUse.Last is { } node)
                Evict(node);
        }
    }

    private OpenObject Keep(OpenObject opened)
    {
        lock (_lock)
        {
            opened.Enter(_time.GetTimestamp());
            if (_byKey.ContainsKey(opened.Key))
            {
                // Another request opened it meanwhile: this one is closed when it has been read.
                opened.Retire();
                return opened;
            }

            while (_byKey.Count >= _options.OpenFiles && _byUse.Last is { } oldest)
                Evict(oldest);
            _byKey[opened.Key] = _byUse.AddFirst(opened);
            return opened;
        }
    }

    private void CloseIdle()
    {
        lock (_lock)
        {
            while (_byUse.Last is { } oldest && _time.GetElapsedTime(oldest.Value.UsedAt) >= _options.OpenFileIdle)
                Evict(oldest);
        }
    }

    private void Evict(LinkedListNode<OpenObject> node)
    {
        _byUse.Remove(node);
        _byKey.Remove(node.Value.Key);
        node.Value.Retire();
    }
}
