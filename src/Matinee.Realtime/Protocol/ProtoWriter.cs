using System.Text;

namespace Matinee.Realtime.Protocol;

/// <summary>Writes the fields of a Protobuf message; what has its default value is left out, as proto3 wants it.</summary>
internal sealed class ProtoWriter
{
    private byte[] _buffer = new byte[256];
    private int _at;

    public byte[] ToArray() => _buffer.AsSpan(0, _at).ToArray();

    public void Number(int field, ulong value)
    {
        if (value == 0)
            return;
        Raw((ulong)field << 3);
        Raw(value);
    }

    public void Number(int field, long value) => Number(field, (ulong)value);

    public void Flag(int field, bool value) => Number(field, value ? 1UL : 0);

    public void Text(int field, string value)
    {
        if (value.Length == 0)
            return;
        var bytes = Encoding.UTF8.GetByteCount(value);
        Raw((ulong)field << 3 | 2);
        Raw((ulong)bytes);
        Reserve(bytes);
        _at += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_at));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return;
        Raw((ulong)field << 3 | 2);
        Raw((ulong)value.Length);
        Append(value);
    }

    /// <summary>Begins a message within this one; give the result to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Raw((ulong)field << 3 | 2);
        return _at;
    }

    /// <summary>Begins a message that its length alone stands before.</summary>
    public int BeginDelimited() => _at;

    // The length goes before what was written: the content moves up by the bytes it takes.
    public void End(int start)
    {
        var length = _at - start;
        Span<byte> prefix = stackalloc byte[10];
        var size = Encode(prefix, (ulong)length);
        Reserve(size);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size));
        prefix[..size].CopyTo(_buffer.AsSpan(start));
        _at += size;
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(_at));
        _at += value.Length;
    }

    private static int Encode(Span<byte> to, ulong value)
    {
        var size = 0;
        for (; value >= 0x80; value >>= 7)
            to[size++] = (byte)(value | 0x80);
        to[size++] = (byte)value;
        return size;
    }

    private void Raw(ulong value)
    {
        Reserve(10);
        _at += Encode(_buffer.AsSpan(_at), value);
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _at < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + count));
    }
}
