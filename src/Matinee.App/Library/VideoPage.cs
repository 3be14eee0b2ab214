using System.Collections.Immutable;

namespace Matinee.App.Library;

/// <param name="NextCursor">Null on the last page.</param>
public sealed record VideoPage(ImmutableArray<Video> Items, string? NextCursor);
