using System.Buffers.Binary;

namespace Matinee.Media.Cmaf;

/// <summary>Writes boxes into memory; a box's size is filled in when its body has been written.</summary>
public sealed class BoxWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public byte[] ToArray() => Written.ToArray();

    /// <param name="type">Four ASCII characters.</param>
    /// <param name="body">Writes fields and children with the same writer.</param>
    public BoxWriter Box(string type, Action<BoxWriter> body)
    {
        var start = _length;
        U32(0).Ascii(type);
        body(this);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(start), (uint)(_length - start));
        return this;
    }

    /// <summary>A box that begins with version and flags.</summary>
    public BoxWriter FullBox(string type, byte version, uint flags, Action<BoxWriter> body) =>
        Box(type, box => body(box.U32((uint)version << 24 | flags)));

    public BoxWriter U8(byte value)
    {
        Grow(1)[0] = value;
        return this;
    }

    public BoxWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Grow(2), value);
        return this;
    }

    public BoxWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);
        return this;
    }

    public BoxWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Grow(8), value);
        return this;
    }

    public BoxWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return this;
    }

    public BoxWriter Zeros(int count)
    {
        Grow(count).Clear();
        return this;
    }

    public BoxWriter Ascii(string text)
    {
        System.Text.Encoding.ASCII.GetBytes(text, Grow(text.Length));
        return this;
    }

    private Span<byte> Grow(int bytes)
    {
        if (_length + bytes > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        var span = _buffer.AsSpan(_length, bytes);
        _length += bytes;
        return span;
    }
}
