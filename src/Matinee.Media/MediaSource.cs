namespace Matinee.Media;

/// <summary>Where the bytes of a source are read from: a file of this machine, or a proxy of this process. Never anything a user typed.</summary>
public sealed record MediaSource
{
    private readonly ISourceBytes bytes;

    /// <param name="path">Absolute.</param>
    public MediaSource(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException($"A source is an absolute path; got \"{path}\".", nameof(path));
        }

        // The file: prefix keeps a name with a colon from being read as a protocol.
        Url = "file:" + path;
        FilePath = path;
        bytes = new FileBytes(path);
    }

    internal MediaSource(Uri loopback, ISourceBytes bytes)
    {
        Url = loopback.AbsoluteUri;
        this.bytes = bytes;
    }

    /// <summary>The form ffmpeg is given.</summary>
    public string Url { get; }

    /// <summary>Null for a proxy.</summary>
    public string? FilePath { get; }

    /// <summary>Read without a network, so ffmpeg is started without one.</summary>
    public bool IsFile => FilePath is not null;

    /// <summary>How often reading was given up, over all runs; <see cref="LastFault"/> says why the last time.</summary>
    internal int Faults => bytes.Faults;

    internal string? LastFault => bytes.LastFault;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal ValueTask<long> LengthAsync(CancellationToken cancellationToken) => bytes.LengthAsync(cancellationToken);

    /// <summary>Fills the buffer from an offset; fewer bytes only where the source ends.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal ValueTask<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellationToken) =>
        bytes.ReadAsync(from, buffer, cancellationToken);
}
