using System.Reflection;
using Matinee.App.Http;
using Matinee.App.Pages;
using Matinee.App.Pages.Reference;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;

namespace Matinee.Server.Reference;

/// <summary><c>/openapi/v1.json</c>, and <c>/docs</c> and <c>/docs/errors</c> for people.</summary>
internal static class Reference
{
    private const string Document = "v1";

    public static IServiceCollection AddReference(this IServiceCollection services) => services.AddSingleton<IApiDescriptionProvider, RawBodies>().AddOpenApi(Document, options =>
    {
        options.ShouldInclude = api => api.RelativePath is { } path
            && (path.StartsWith("api/", StringComparison.Ordinal) || path.StartsWith("hls/", StringComparison.Ordinal));
        options.AddSchemaTransformer(ApiTransforms.ShowIdsAsText);
        options.AddOperationTransformer(ApiTransforms.DescribeOutcome);
        options.AddDocumentTransformer(ApiTransforms.DescribeDocument);
    });

    public static void MapReference(this WebApplication app, bool withPages)
    {
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        if (!withPages)
            return;
        app.MapGet("/docs", ReferenceAsync).ExcludeFromDescription();
        app.MapGet("/docs/errors", Errors).ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult> ReferenceAsync(
        HttpContext context, [FromKeyedServices(Document)] IOpenApiDocumentProvider documents, CancellationToken cancellationToken)
    {
        var api = ReferenceReader.Read(await documents.GetOpenApiDocumentAsync(cancellationToken));
        return Html.Page<ReferencePage>(context, (nameof(ReferencePage.Api), api));
    }

    private static RazorComponentResult Errors(HttpContext context) => Html.Page<ErrorCatalogue>(context, (nameof(ErrorCatalogue.Kinds), Kinds()));

    private static ProblemKind[] Kinds() =>
        [.. typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<ProblemKind>().OrderBy(k => k.Status)];
}
