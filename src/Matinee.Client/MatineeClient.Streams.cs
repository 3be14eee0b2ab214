using Matinee.Client.Streams;

namespace Matinee.Client;

public sealed partial class MatineeClient
{
    /// <summary>Streams: what is pushed, and watched while it is.</summary>
    public StreamsClient Streams => new(Transport);
}
