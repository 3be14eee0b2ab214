using System.Buffers.Binary;

namespace Matinee.Media.Cmaf;

/// <summary>
/// Walks the boxes of one level (ISO/IEC 14496-12, 4.2): 32-bit, 64-bit and to-the-end sizes. Never reads outside the span,
/// never allocates, and nests no deeper than <see cref="MaxDepth"/>.
/// </summary>
public ref struct BoxReader
{
    /// <summary>moov/trak/mdia/minf/stbl/stsd/avc1/avcC is eight deep; nothing legitimate needs more than this.</summary>
    public const int MaxDepth = 12;

    private readonly ReadOnlySpan<byte> _data;
    private readonly long _origin;
    private readonly int _depth;
    private int _position;

    /// <param name="data">A whole number of boxes.</param>
    public BoxReader(ReadOnlySpan<byte> data) : this(data, 0, 0)
    {
    }

    internal BoxReader(ReadOnlySpan<byte> data, long origin, int depth)
    {
        if (depth > MaxDepth)
            throw new CmafException($"Boxes are nested deeper than {MaxDepth} levels.");
        _data = data;
        _origin = origin;
        _depth = depth;
    }

    /// <summary>The next box of this level; false at the end.</summary>
    /// <exception cref="CmafException">A size is smaller than its header or reaches beyond the parent.</exception>
    public bool TryNext(out Box box)
    {
        box = default;
        if (_position == _data.Length)
            return false;
        var rest = _data[_position..];
        if (rest.Length < 8)
            throw new CmafException($"{rest.Length} stray bytes at {_origin + _position} are too few for a box.");
        ulong size = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        var header = 8;
        if (size == 1)
        {
            if (rest.Length < 16)
                throw new CmafException($"The 64-bit size of '{BoxTypes.Name(type)}' at {_origin + _position} is cut off.");
            size = BinaryPrimitives.ReadUInt64BigEndian(rest[8..]);
            header = 16;
        }
        else if (size == 0)
        {
            size = _depth == 0 ? (ulong)rest.Length : throw new CmafException($"'{BoxTypes.Name(type)}' inside another box has no size.");
        }

        if (size < (ulong)header || size > (ulong)rest.Length)
            throw new CmafException($"'{BoxTypes.Name(type)}' at {_origin + _position} claims {size} bytes; {rest.Length} are there.");
        box = new Box(type, _origin + _position, header, rest[header..(int)size], _depth);
        _position += (int)size;
        return true;
    }

    /// <summary>The next box of a type, skipping others.</summary>
    public bool TryFind(uint type, out Box box)
    {
        while (TryNext(out box))
        {
            if (box.Type == type)
                return true;
        }

        return false;
    }
}
