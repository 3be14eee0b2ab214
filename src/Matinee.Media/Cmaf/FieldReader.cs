using System.Buffers.Binary;

namespace Matinee.Media.Cmaf;

/// <summary>Big-endian fields of one box; running out of bytes is a <see cref="CmafException"/> that names the box.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> data, uint owner)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly int Remaining => _rest.Length;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public void Skip(int bytes) => Take(bytes);

    /// <summary>Version and flags of a full box.</summary>
    public (byte Version, uint Flags) FullHeader()
    {
        var word = U32();
        return ((byte)(word >> 24), word & 0xFF_FFFF);
    }

    public ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _rest.Length)
            throw new CmafException($"'{BoxTypes.Name(owner)}' ends before its fields do.");
        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
