using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Matinee.Server.Reference;

/// <summary>
/// A handler that reads its body itself is described with a body of type <c>void</c>, of which no schema can be made, and the
/// whole document fails. Such a body goes undescribed instead.
/// </summary>
internal sealed class RawBodies : IApiDescriptionProvider
{
    /// <summary>After the framework's own providers.</summary>
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        // Nothing is known yet.
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var parameters in context.Results.Select(api => api.ParameterDescriptions))
        {
            foreach (var raw in parameters.Where(p => p.Type == typeof(void)).ToList())
                parameters.Remove(raw);
        }
    }
}
