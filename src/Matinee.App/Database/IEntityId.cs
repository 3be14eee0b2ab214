using System.Diagnostics.CodeAnalysis;

namespace Matinee.App.Database;

/// <summary>
/// A typed id: one letter that names the kind, then 16 characters of lower-case Crockford base32
/// (48 bits of Unix milliseconds, 32 random bits), so ids of a kind sort by age.
/// </summary>
/// <remarks>Implement as <c>readonly record struct VideoId(string Value) : IEntityId&lt;VideoId&gt;</c> and register it once
/// with <see cref="EntityIds.Register{T}"/> for Dapper.</remarks>
public interface IEntityId<TSelf> : IParsable<TSelf> where TSelf : struct, IEntityId<TSelf>
{
    static abstract char Prefix { get; }

    string Value { get; }

    static abstract TSelf From(string value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) =>
        EntityIds.TryParse<TSelf>(s, out var id) ? id : throw new FormatException($"'{s}' is not an id of kind '{TSelf.Prefix}'.");

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf result) =>
        EntityIds.TryParse(s, out result);
}
