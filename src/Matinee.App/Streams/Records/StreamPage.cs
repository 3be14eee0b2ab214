namespace Matinee.App.Streams.Records;

/// <summary>A page of a list.</summary>
/// <param name="Count">Of the whole list.</param>
/// <param name="HasMore">There is a page after it.</param>
internal sealed record StreamPage(IReadOnlyList<StreamRecord> Streams, int Count, bool HasMore);
