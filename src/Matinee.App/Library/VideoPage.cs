using System.Collections.Immutable;
using Matinee.App.Http;

namespace Matinee.App.Library;

/// <param name="NextCursor">Null on the last page.</param>
public sealed record VideoPage(ImmutableArray<Video> Items, PageCursor? NextCursor);
