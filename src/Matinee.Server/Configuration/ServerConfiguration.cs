using System.Collections;

namespace Matinee.Server.Configuration;

/// <summary>
/// Reads the sources in their order: appsettings.json, <c>--config</c>, <c>MATINEE__SECTION__KEY</c>, the well-known
/// names, flags. The later wins.
/// </summary>
internal sealed class ServerConfiguration
{
    private const string Prefix = "MATINEE__";

    private readonly List<(string Origin, IConfigurationProvider Provider)> _origins = [];
    private readonly List<ConfigurationError> _errors = [];

    private ServerConfiguration(IConfigurationRoot values) => Values = values;

    public IConfigurationRoot Values { get; }

    /// <summary>Everything wrong, in one list, so that one restart mends it all.</summary>
    public IReadOnlyList<ConfigurationError> Errors => _errors;

    /// <param name="file">From <c>--config</c>, or null.</param>
    /// <param name="flags">Key paths and values from the command line.</param>
    /// <param name="environment">Names and values, as the process has them.</param>
    /// <param name="defaults">Of the verb that asks; everything but appsettings.json wins over them.</param>
    public static ServerConfiguration Load(string? file, IReadOnlyDictionary<string, string?> flags, IDictionary environment, IReadOnlyDictionary<string, string?>? defaults = null)
    {
        var builder = new ConfigurationBuilder();
        var names = new List<string>();
        builder.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        names.Add("appsettings.json");
        if (defaults is not null)
        {
            builder.AddInMemoryCollection(defaults);
            names.Add("the verb");
        }

        if (file is not null && File.Exists(file))
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
            names.Add(file);
        }

        var variables = environment.Cast<DictionaryEntry>()
            .Where(e => e.Value is string { Length: > 0 })
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value);
        builder.AddInMemoryCollection(variables
            .Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(v => v.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), v => v.Value));
        names.Add("environment " + Prefix + "*");
        foreach (var (name, key) in WellKnownNames.Keys.Where(k => variables.ContainsKey(k.Key)).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            builder.AddInMemoryCollection([new(key, variables[name])]);
            names.Add("environment " + name);
        }

        builder.AddInMemoryCollection(flags.Where(f => f.Value is not null));
        names.Add("command line");

        var configuration = new ServerConfiguration(builder.Build());
        configuration._origins.AddRange(names.Zip(configuration.Values.Providers));
        if (file is not null && !File.Exists(file))
            configuration._errors.Add(new("--config", file, "there is no such file"));
        foreach (var (name, what) in WellKnownNames.NotSupported.Where(n => variables.ContainsKey(n.Key)))
            configuration._errors.Add(new(name, null, $"{what} is not supported in this version; unset it"));
        return configuration;
    }

    /// <summary>Where the effective value of a key comes from; null when it is the default.</summary>
    public string? OriginOf(string key)
    {
        for (var i = _origins.Count - 1; i >= 0; i--)
        {
            if (_origins[i].Provider.TryGet(key, out _))
                return _origins[i].Origin;
        }

        return null;
    }
}
