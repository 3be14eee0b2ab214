using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Matinee.Server.Configuration;

/// <summary>Writes docs/4-reference/configuration.md from the option classes and their doc comments.</summary>
internal static partial class ConfigurationReference
{
    private static readonly string[] DocFiles = ["Matinee.App.xml", "Matinee.Brokers.xml", "Matinee.Realtime.xml", "matinee.xml"];

    public static string Render()
    {
        var docs = ReadDocs();
        var text = new StringBuilder();
        text.Append("""
            # Configuration

            Settings come from, in this order, the later winning: `appsettings.json` beside the program, `--config FILE`, environment
            variables `MATINEE__SECTION__KEY`, the well-known names below, flags. `matinee config show` prints what is in force and
            where it comes from; `matinee config check` tries it. A bad value stops the start with all errors at once and exit code 2.

            This page is generated from the source by `matinee config reference`.

            ## Well-known names

            | Variable | Setting |
            |---|---|

            """);
        foreach (var (name, key) in WellKnownNames.Keys.OrderBy(k => k.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | `{key}` |\n");
        text.Append(CultureInfo.InvariantCulture, $"\nNot supported in this version, and refused: {string.Join(", ", WellKnownNames.NotSupported.Keys.Order(StringComparer.Ordinal).Select(n => $"`{n}`"))}.\n");
        foreach (var (section, type) in SettingsCatalogue.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section}\n\n");
            if (docs.GetValueOrDefault("T:" + type.FullName) is { Length: > 0 } about)
                text.Append(about).Append("\n\n");
            text.Append("| Setting | Default | Allowed | |\n|---|---|---|---|\n");
            foreach (var setting in SettingsCatalogue.All.Where(s => s.Key.StartsWith(section + ":", StringComparison.Ordinal)))
                text.Append(Row(setting, docs));
        }

        return text.ToString();
    }

    private static string Row(Setting setting, Dictionary<string, string> docs)
    {
        var about = docs.GetValueOrDefault($"P:{setting.Property.DeclaringType?.FullName}.{setting.Property.Name}", "");
        var value = setting.Default.Length == 0 ? "unset" : $"`{setting.Default}`";
        return $"| `{setting.Key}{(setting.IsList ? ":0" : "")}` | {value} | {setting.Allowed.Replace("|", "\\|", StringComparison.Ordinal)} | {about.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }

    private static Dictionary<string, string> ReadDocs() => DocFiles
        .Select(name => Path.Combine(AppContext.BaseDirectory, name))
        .Where(File.Exists)
        .SelectMany(path => XDocument.Load(path).Descendants("member"))
        .GroupBy(m => m.Attribute("name")?.Value ?? "")
        .ToDictionary(g => g.Key, g => Plain(g.First().Element("summary")));

    private static string Plain(XElement? summary)
    {
        if (summary is null)
            return "";
        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(node switch
            {
                XText words => words.Value,
                XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
                XElement { Name.LocalName: "see" } see => $"`{(see.Attribute("cref") ?? see.Attribute("langword"))?.Value.Split('.', ':')[^1]}`",
                XElement other => other.Value,
                _ => "",
            });
        }

        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
