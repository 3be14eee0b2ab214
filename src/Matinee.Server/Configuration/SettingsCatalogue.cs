using System.Reflection;

namespace Matinee.Server.Configuration;

/// <summary>Every setting there is, read from the option classes, so that none can be undocumented.</summary>
internal static class SettingsCatalogue
{
    private const string Suffix = "Options";

    /// <summary>Sections that belong to the framework; their keys are its affair.</summary>
    private static readonly string[] Foreign = ["Logging"];

    /// <summary>Classes whose section is not their own name.</summary>
    private static readonly Dictionary<string, string> Plural = new() { ["UploadOptions"] = "Uploads", ["ConnectionOptions"] = "Connections", ["ChannelOptions"] = "Channels" };

    /// <summary>Option classes with their section, in order of section.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Sections { get; } =
    [
        .. new[] { typeof(App.Http.Problems).Assembly, typeof(SettingsCatalogue).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Concat(
            [
                typeof(Brokers.Redis.RedisOptions), typeof(Brokers.Nats.NatsOptions), typeof(Realtime.Connections.ConnectionOptions), typeof(Realtime.Brokers.GuardOptions),
                typeof(Realtime.Administration.DrainOptions), typeof(Realtime.Channels.ChannelOptions),
            ])
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.Name.EndsWith(Suffix, StringComparison.Ordinal) && t.GetConstructor([]) is not null)
            .Select(t => (Section: SectionOf(t), Type: t))
            .OrderBy(s => s.Section, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<Setting> All { get; } =
        [.. Sections.SelectMany(s => Read(s.Section, s.Type, Activator.CreateInstance(s.Type)))];

    /// <summary>Values that cannot be read or lie outside their range, and keys that nothing reads.</summary>
    public static IEnumerable<ConfigurationError> Check(ServerConfiguration configuration)
    {
        var known = All.ToDictionary(s => s.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.Values.AsEnumerable())
        {
            if (value is null || Foreign.Any(f => key.StartsWith(f + ":", StringComparison.OrdinalIgnoreCase)))
                continue;
            var setting = Find(known, key);
            if (setting is null && !WellKnownNames.Keys.Values.Contains(key))
                yield return new(key, null, $"there is no such setting ({configuration.OriginOf(key)}); see docs/4-reference/configuration.md");
            else if (setting?.Refuse(value) is { } allowed)
                yield return new(setting.Key, setting.IsSecret ? SecretMask.Whole : $"\"{setting.Show(value)}\"", allowed);
        }
    }

    private static string SectionOf(Type type) =>
        type.GetField("Section")?.GetRawConstantValue() as string ?? Plural.GetValueOrDefault(type.Name, type.Name[..^Suffix.Length]);

    private static Setting? Find(Dictionary<string, Setting> known, string key)
    {
        if (known.TryGetValue(key, out var setting))
            return setting;
        var parent = key.LastIndexOf(':');
        return parent > 0 && int.TryParse(key[(parent + 1)..], out _) && known.TryGetValue(key[..parent], out var list) && list.IsList ? list : null;
    }

    private static IEnumerable<Setting> Read(string path, Type type, object? instance)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetSetMethod() is not null))
        {
            var key = path + ":" + property.Name;
            var value = instance is null ? null : property.GetValue(instance);
            var valueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (ElementOf(valueType) is { } element)
                yield return new Setting(key, property, element, true, SettingValue.Write(value));
            else if (valueType.IsClass && valueType.Namespace?.StartsWith("Matinee", StringComparison.Ordinal) == true)
            {
                foreach (var inner in Read(key, valueType, value))
                    yield return inner;
            }
            else
                yield return new Setting(key, property, valueType, false, SettingValue.Write(value));
        }
    }

    private static Type? ElementOf(Type type)
    {
        if (type == typeof(string))
            return null;
        if (type.IsArray)
            return type.GetElementType();
        return type.GetInterfaces().Prepend(type)
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }
}
