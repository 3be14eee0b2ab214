using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages;

/// <summary>Answers with a component as a whole HTML document.</summary>
public static class Html
{
    /// <summary>200, with the component's parameters by name.</summary>
    public static RazorComponentResult Page<TComponent>(HttpContext context, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent => Page<TComponent>(context, StatusCodes.Status200OK, parameters);

    /// <summary>200, for a page with a form: the token in it belongs to one browser and one moment.</summary>
    public static RazorComponentResult Form<TComponent>(HttpContext context, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        var page = Page<TComponent>(context, StatusCodes.Status200OK, parameters);
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.Pragma = "no-cache";
        return page;
    }

    public static RazorComponentResult Page<TComponent>(
        HttpContext context, int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        var headers = context.Response.Headers;
        // A page shows what its viewer may see: no shared cache may keep it. Back and forward still work without a fetch.
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Cookie";
        headers["Speculation-Rules"] = "\"/speculation.json\"";
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
            values[name] = value;
        return new RazorComponentResult<TComponent>(values) { StatusCode = status, PreventStreamingRendering = true };
    }
}
