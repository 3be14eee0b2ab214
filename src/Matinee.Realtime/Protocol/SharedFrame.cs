namespace Matinee.Realtime.Protocol;

/// <summary>Pushes for many: encoded and framed once for each wire that somebody listens on, one behind the other.</summary>
internal sealed class SharedFrame(string channel, IReadOnlyList<Push> pushes)
{
    private readonly byte[]?[] _byWire = new byte[Wire.Count][];

    public SharedFrame(string channel, Push push)
        : this(channel, [push])
    {
    }

    // Two threads may encode at once; either result will do.
    public byte[] For(Wire wire) => _byWire[wire.Index] ??= pushes.Count == 1 ? wire.Push(channel, pushes[0]) : [.. pushes.SelectMany(push => wire.Push(channel, push))];
}
