using System.Text;

namespace Matinee.Realtime.Protocol;

/// <summary>Walks the fields of one Protobuf message. Never reads beyond its bytes, never allocates for a length it has not checked.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;
    private int _wire;

    public readonly bool AtEnd => _at >= _bytes.Length;

    /// <summary>The number of the next field; 0 at the end.</summary>
    public int NextField()
    {
        if (AtEnd)
            return 0;
        var tag = ReadRaw();
        if (tag >> 3 is 0 or > 536_870_911)
            throw new ProtocolException("A field has no valid number.");
        _wire = (int)(tag & 7);
        return (int)(tag >> 3);
    }

    public ulong ReadVarint()
    {
        Expect(Varint);
        return ReadRaw();
    }

    public uint ReadUInt32()
    {
        var value = ReadVarint();
        return value <= uint.MaxValue ? (uint)value : throw new ProtocolException("A number is larger than its field.");
    }

    /// <summary>An unsigned number that has to fit a signed one.</summary>
    public long ReadOffset()
    {
        var value = ReadVarint();
        return value <= long.MaxValue ? (long)value : throw new ProtocolException("A number is larger than its field.");
    }

    // Negative int32 are written as ten bytes.
    public int ReadInt32() => unchecked((int)ReadVarint());

    public bool ReadBool() => ReadVarint() != 0;

    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(Delimited);
        return ReadDelimited();
    }

    /// <summary>A length and as many bytes, without a tag before them.</summary>
    public ReadOnlySpan<byte> ReadDelimited()
    {
        var length = ReadRaw();
        if (length > (ulong)(_bytes.Length - _at))
            throw new ProtocolException("A length goes beyond the message.");
        var value = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return value;
    }

    public string ReadString()
    {
        try
        {
            return Strict.GetString(ReadBytes());
        }
        catch (DecoderFallbackException)
        {
            throw new ProtocolException("A text is not UTF-8.");
        }
    }

    public void Skip()
    {
        switch (_wire)
        {
            case Varint: ReadRaw(); break;
            case Fixed64: Advance(8); break;
            case Delimited: ReadDelimited(); break;
            case Fixed32: Advance(4); break;
            default: throw new ProtocolException("Groups are not spoken here.");
        }
    }

    private readonly void Expect(int wire)
    {
        if (_wire != wire)
            throw new ProtocolException("A field has another type than it should.");
    }

    private void Advance(int count)
    {
        if (_bytes.Length - _at < count)
            throw new ProtocolException("The message ends within a field.");
        _at += count;
    }

    private ulong ReadRaw()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (AtEnd)
                throw new ProtocolException("The message ends within a number.");
            var next = _bytes[_at++];
            if (shift == 63 && next > 1)
                break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new ProtocolException("A number is longer than ten bytes.");
    }
}
