namespace Matinee.Media.Cmaf;

/// <summary>One box where it lies; <see cref="Payload"/> is a view on the reader's span.</summary>
public readonly ref struct Box
{
    private readonly int _depth;

    internal Box(uint type, long offset, int headerLength, ReadOnlySpan<byte> payload, int depth)
    {
        Type = type;
        Offset = offset;
        HeaderLength = headerLength;
        Payload = payload;
        _depth = depth;
    }

    /// <summary>The four-character code, big-endian.</summary>
    public uint Type { get; }

    /// <summary>Of the header's first byte, from the start of the outermost span.</summary>
    public long Offset { get; }

    public int HeaderLength { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public long PayloadOffset => Offset + HeaderLength;

    public long End => PayloadOffset + Payload.Length;

    /// <param name="skip">Bytes of own fields before the first child.</param>
    public BoxReader Children(int skip = 0)
    {
        if (skip > Payload.Length)
            throw new CmafException($"'{BoxTypes.Name(Type)}' ends before its fields do.");
        return new BoxReader(Payload[skip..], PayloadOffset + skip, _depth + 1);
    }

    internal FieldReader Fields() => new(Payload, Type);

    /// <summary>The first child of a type, which must be there.</summary>
    internal Box Child(uint type, int skip = 0)
    {
        var children = Children(skip);
        return children.TryFind(type, out var child)
            ? child
            : throw new CmafException($"'{BoxTypes.Name(Type)}' holds no '{BoxTypes.Name(type)}'.");
    }
}
