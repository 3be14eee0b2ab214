namespace Matinee.Media.Planning;

/// <summary>Names for a player's menu: what the file says, else the language, else a number; never two alike.</summary>
internal sealed class TrackNames(string fallback)
{
    private const int Longest = 60;
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public string Take(string? title, string? language)
    {
        string wanted = Clean(title) ?? Languages.Name(language) ?? Languages.Tag(language) ?? fallback;
        string name = wanted;
        for (int number = 2; !taken.Add(name); number++)
        {
            name = $"{wanted} {number}";
        }

        return name;
    }

    /// <summary>A title goes into a quoted attribute of a playlist, where quotes and line breaks cannot be escaped.</summary>
    private static string? Clean(string? title)
    {
        if (title is null)
        {
            return null;
        }

        string clean = new string([.. title.Where(c => !char.IsControl(c) && c != '"')]).Trim();
        return clean.Length switch
        {
            0 => null,
            <= Longest => clean,
            _ => clean[..(char.IsHighSurrogate(clean[Longest - 1]) ? Longest - 1 : Longest)],
        };
    }
}
