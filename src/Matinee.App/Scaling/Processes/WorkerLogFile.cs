namespace Matinee.App.Scaling.Processes;

/// <summary>What a worker process prints: in a file of bounded size beside its data, the last lines in memory.</summary>
internal sealed class WorkerLogFile(string path)
{
    private const long LargestBytes = 1024 * 1024;
    private const int KeptLines = 12;

    private readonly Lock _lock = new();
    private readonly Queue<string> _last = new();

    public string LastLines
    {
        get
        {
            lock (_lock)
                return string.Join('\n', _last);
        }
    }

    /// <summary>Runs on the child's own thread. A full disk must not end the worker.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line);
        lock (_lock)
        {
            _last.Enqueue(text);
            if (_last.Count > KeptLines)
                _last.Dequeue();
            try
            {
                if (new FileInfo(path) is { Exists: true, Length: > LargestBytes })
                    File.Move(path, path + ".1", overwrite: true);
                File.AppendAllText(path, text + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The last lines are kept in memory all the same.
            }
        }
    }
}
