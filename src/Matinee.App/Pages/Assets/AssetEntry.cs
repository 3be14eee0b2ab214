using System.Collections.Immutable;

namespace Matinee.App.Pages.Assets;

/// <summary>One entry of the web build: a script with what it imports, or a style sheet.</summary>
/// <param name="Address">Of the script or sheet itself, hashed, from the root of the site.</param>
/// <param name="Preloads">Modules that it imports statically.</param>
/// <param name="Styles">Sheets that it brings along.</param>
public sealed record AssetEntry(string Address, ImmutableArray<string> Preloads, ImmutableArray<string> Styles);
