using Matinee.App.Pages.Reference;
using Microsoft.OpenApi;

namespace Matinee.Server.Reference;

/// <summary>From the OpenAPI document to what the page shows.</summary>
internal static class ReferenceReader
{
    public static ApiReference Read(OpenApiDocument document) => new(
        document.Info.Version ?? "",
        [.. document.Paths
            .SelectMany(path => path.Value.Operations?.Select(o => (Path: path.Key, o.Key.Method, Operation: o.Value)) ?? [])
            .GroupBy(o => GroupOf(o.Path))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new ApiGroup(g.Key, [.. g.Select(o => Route(o.Method, o.Path, o.Operation))]))]);

    private static string GroupOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["api", "videos", "upload"] => "uploads",
        ["api", var second, ..] => second,
        [var first, ..] => first,
        _ => "other",
    };

    private static ApiRoute Route(string method, string path, OpenApiOperation operation) => new(
        method.ToUpperInvariant(),
        path,
        operation.Summary,
        operation.Security is { Count: > 0 },
        [.. (operation.Parameters ?? []).Select(p => new ApiParameter(p.Name ?? "", p.In?.ToString().ToLowerInvariant() ?? "", p.Required, TypeOf(p.Schema)))],
        Fields(operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema),
        [.. (operation.Responses ?? []).Select(r => new ApiAnswer(r.Key, r.Value.Description ?? "", r.Key == "default" ? [] : Fields(r.Value.Content?.Values.FirstOrDefault()?.Schema)))]);

    private static List<ApiField> Fields(IOpenApiSchema? schema) =>
        [.. (schema?.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(p => new ApiField(p.Key, TypeOf(p.Value)))];

    private static string TypeOf(IOpenApiSchema? schema)
    {
        if (schema is null)
            return "any";
        if (schema.Items is { } items)
            return TypeOf(items) + "[]";
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            return id;
        var type = schema.Type is { } kind ? (kind & ~JsonSchemaType.Null).ToString().ToLowerInvariant() : "any";
        return schema.Format is { Length: > 0 } format ? $"{type} ({format})" : type;
    }
}
