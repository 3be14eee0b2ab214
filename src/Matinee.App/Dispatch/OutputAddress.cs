using System.Globalization;
using Matinee.App.Transcoding;

namespace Matinee.App.Dispatch;

/// <summary>Reads the name of an output in an address; <see cref="TaskWire.NameOf"/> writes it.</summary>
internal static class OutputAddress
{
    public static (OutputKind Kind, string Rendition, long Number)? Parse(string name)
    {
        var (first, last) = (name.IndexOf('-', StringComparison.Ordinal), name.LastIndexOf('-'));
        if (first <= 0 || last <= first || !Enum.TryParse<OutputKind>(name.AsSpan(0, first), ignoreCase: true, out var kind) || !char.IsAsciiLetter(name[0])
            || !long.TryParse(name.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var rendition = name[(first + 1)..last];
        return TaskDeskEndpoints.IsNamed(new WireOutput(kind, rendition, number, 0, "")) ? (kind, rendition, number) : null;
    }
}
