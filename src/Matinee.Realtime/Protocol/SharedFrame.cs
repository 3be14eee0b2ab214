namespace Matinee.Realtime.Protocol;

/// <summary>A push for many: encoded and framed once for each wire that somebody listens on.</summary>
internal sealed class SharedFrame(string channel, Push push)
{
    private readonly byte[]?[] _byWire = new byte[Wire.Count][];

    // Two threads may encode at once; either result will do.
    public byte[] For(Wire wire) => _byWire[wire.Index] ??= wire.Push(channel, push);
}
