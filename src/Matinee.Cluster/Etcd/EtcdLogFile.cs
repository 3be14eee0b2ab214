namespace Matinee.Cluster.Etcd;

/// <summary>What etcd prints: in a file of bounded size, the last lines in memory.</summary>
internal sealed class EtcdLogFile(string path)
{
    private const long Largest = 4 * 1024 * 1024;
    private const int KeptLines = 8;
    private const int KeptStart = 150;
    private const int KeptEnd = 350;
    private const string Removed = "permanently removed";
    private const string Mismatch = "error validating peerURLs";

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

    /// <summary>It was told that it has no place in the cluster any more, before however many lines.</summary>
    public bool TellsOfRemoval { get; private set; }

    /// <summary>The members that it found are not those that it was told of.</summary>
    public bool TellsOfMismatch { get; private set; }

    public void Write(ReadOnlySpan<byte> line)
    {
        var text = System.Text.Encoding.UTF8.GetString(line);
        lock (_lock)
        {
            TellsOfRemoval |= text.Contains(Removed, StringComparison.Ordinal);
            TellsOfMismatch |= text.Contains(Mismatch, StringComparison.Ordinal);
            // What is wrong stands at the end.
            _last.Enqueue(text.Length > KeptStart + KeptEnd ? $"{text[..KeptStart]} ... {text[^KeptEnd..]}" : text);
            if (_last.Count > KeptLines)
                _last.Dequeue();
            try
            {
                if (File.Exists(path) && new FileInfo(path).Length > Largest)
                    File.Move(path, path + ".old", overwrite: true);
                File.AppendAllText(path, text + "\n");
            }
            catch (IOException)
            {
                // A full disk has worse troubles than a missing line; the last ones are in memory.
            }
        }
    }
}
