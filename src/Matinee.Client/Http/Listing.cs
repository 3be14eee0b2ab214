namespace Matinee.Client.Http;

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record Listing<T>(IReadOnlyList<T> Items, string? NextCursor);
