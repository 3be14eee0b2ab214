namespace Matinee.Media;

/// <summary>A file of this machine. A failing disk is ffmpeg's to report.</summary>
internal sealed record FileBytes(string Path) : ISourceBytes
{
    public int Faults => 0;

    public string? LastFault => null;

    public ValueTask<long> LengthAsync(CancellationToken cancellationToken) => new(new FileInfo(Path).Length);

    public async ValueTask<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        file.Position = from;
        return await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
    }
}
