using System.Text;

namespace Matinee.Media.Hls;

/// <summary>One tag with an attribute list (RFC 8216bis, 4.2); absent values are left out.</summary>
internal readonly ref struct AttributeListWriter
{
    private readonly StringBuilder _text;
    private readonly int _start;

    public AttributeListWriter(StringBuilder text, string tag)
    {
        _text = text.Append(tag);
        _start = text.Length;
    }

    public AttributeListWriter Plain(string name, string? value)
    {
        if (value is not null)
            Name(name).Append(value);
        return this;
    }

    public AttributeListWriter Quoted(string name, string? value)
    {
        if (value is not null)
            Name(name).Append('"').Append(PlaylistText.RequireQuotable(value)).Append('"');
        return this;
    }

    public AttributeListWriter Flag(string name, bool value) => Plain(name, value ? "YES" : null);

    public void End() => _text.Append('\n');

    private StringBuilder Name(string name) => (_text.Length == _start ? _text : _text.Append(',')).Append(name).Append('=');
}
