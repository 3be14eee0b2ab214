namespace Matinee.Server.Configuration;

/// <summary>One bad setting.</summary>
/// <param name="Key">As the operator wrote it: a key path or the name of an environment variable.</param>
/// <param name="Value">What was given; masked when it is a secret.</param>
/// <param name="Allowed">What would be accepted.</param>
internal sealed record ConfigurationError(string Key, string? Value, string Allowed)
{
    public override string ToString() => Value is null ? $"{Key}: {Allowed}" : $"{Key} = {Value}: {Allowed}";
}
