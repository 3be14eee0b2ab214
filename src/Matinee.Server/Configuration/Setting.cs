using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Matinee.Server.Configuration;

/// <summary>One value that an operator may set.</summary>
/// <param name="Key">Path with colons: <c>Server:Port</c>.</param>
/// <param name="Property">Where it lands; its attributes are the rules.</param>
/// <param name="Type">Without <c>Nullable</c>; the element type of a list.</param>
/// <param name="IsList">Set one by one: <c>Key:0</c>, <c>Key:1</c>.</param>
/// <param name="Default">As it would be written; empty when unset.</param>
internal sealed record Setting(string Key, PropertyInfo Property, Type Type, bool IsList, string Default)
{
    private static readonly string[] SecretWords = ["Secret", "Password", "Token", "ApiKey", "PrivateKey", "AccessKey", "AccountKey"];

    public string EnvironmentName => "MATINEE__" + Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();

    public bool IsSecret => Type == typeof(string) && SecretWords.Any(w => Property.Name.EndsWith(w, StringComparison.Ordinal));

    /// <summary>A value as it may be printed.</summary>
    public string Show(string value) => IsSecret && value.Length > 0 ? SecretMask.Whole : SecretMask.Of(value);

    /// <summary>What is accepted, in words.</summary>
    public string Allowed
    {
        get
        {
            var rule = Property.GetCustomAttributes<ValidationAttribute>().Select(Describe).FirstOrDefault(text => text is not null);
            return rule is null ? Kind : Kind + ", " + rule;
        }
    }

    private string Kind => Type switch
    {
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(TimeSpan) => "a duration ([days.]hh:mm:ss)",
        _ when Type.IsEnum => string.Join(", ", Enum.GetNames(Type).Select(n => n.ToLowerInvariant())),
        _ when Type == typeof(int) || Type == typeof(long) => "a whole number",
        _ when Type == typeof(double) || Type == typeof(decimal) => "a number",
        _ => "text",
    };

    /// <summary>Null when the value is fine, otherwise what would be.</summary>
    public string? Refuse(string value)
    {
        if (!SettingValue.TryRead(value, Type, out var read))
            return Allowed;
        return Property.GetCustomAttributes<ValidationAttribute>().Where(a => a is not RequiredAttribute).All(a => IsList || a.IsValid(read)) ? null : Allowed;
    }

    private static string? Describe(ValidationAttribute attribute) => attribute switch
    {
        _ when attribute.ErrorMessage is { } given => given,
        RangeAttribute range => $"{range.Minimum} to {range.Maximum}",
        RegularExpressionAttribute pattern => pattern.Pattern.Replace("|", ", ", StringComparison.Ordinal),
        MinLengthAttribute length => $"at least {length.Length} long",
        UrlAttribute => "an absolute URL",
        EmailAddressAttribute => "an e-mail address",
        _ => null,
    };
}
