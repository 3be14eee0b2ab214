namespace Matinee.Testing.Media;

/// <param name="Name">What it tries.</param>
/// <param name="Path">The finished file; its name lies about its kind where the attack needs that.</param>
/// <param name="Code">The refusal code that the probe must answer with; null where several are right.</param>
public sealed record HostileFile(string Name, string Path, string? Code);
