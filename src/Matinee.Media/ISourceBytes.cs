namespace Matinee.Media;

/// <summary>Random access to a source's bytes for this process itself; ffmpeg reads by the URL.</summary>
internal interface ISourceBytes
{
    /// <summary>How often a read was given up while somebody waited for it.</summary>
    int Faults { get; }

    string? LastFault { get; }

    ValueTask<long> LengthAsync(CancellationToken cancellationToken);

    /// <summary>Fills the buffer; fewer bytes only where the source ends.</summary>
    ValueTask<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellationToken);
}
