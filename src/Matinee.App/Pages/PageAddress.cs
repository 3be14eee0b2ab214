using Microsoft.AspNetCore.WebUtilities;

namespace Matinee.App.Pages;

/// <summary>Links that change one thing of the address a page has: a filter, an order, a place in the list.</summary>
public static class PageAddress
{
    /// <summary>Null takes a parameter away. The place in the list never survives a change of anything else.</summary>
    public static string With(PageVisit visit, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var query = QueryHelpers.ParseQuery(visit.Query).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        query.Remove("cursor");
        query.Remove("edit");
        foreach (var (name, value) in changes)
            query[name] = value;
        var kept = query.Where(pair => !string.IsNullOrEmpty(pair.Value));
        return QueryHelpers.AddQueryString(visit.Path, kept);
    }

    /// <summary>A page of its own site, or the library: nobody is sent elsewhere by a link.</summary>
    public static string Local(string? address) =>
        address is ['/', not '/' and not '\\', ..] or "/" ? address : "/";
}
