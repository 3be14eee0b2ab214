namespace Matinee.Media;

/// <summary>Where the bytes of a source are read from: an absolute path on this machine. Never anything a user typed.</summary>
public sealed record MediaSource
{
    public MediaSource(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException($"A source is an absolute path; got \"{path}\".", nameof(path));
        }

        FilePath = path;
    }

    public string FilePath { get; }

    /// <summary>The form ffmpeg is given: the <c>file:</c> prefix keeps a name with a colon from being read as a protocol.</summary>
    public string Url => "file:" + FilePath;
}
