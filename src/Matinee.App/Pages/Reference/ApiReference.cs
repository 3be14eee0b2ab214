namespace Matinee.App.Pages.Reference;

/// <summary>The HTTP API as a person reads it, made from the OpenAPI document.</summary>
public sealed record ApiReference(string Version, IReadOnlyList<ApiGroup> Groups);

/// <summary>The routes of one subject.</summary>
public sealed record ApiGroup(string Name, IReadOnlyList<ApiRoute> Routes);

/// <summary>One method of one path.</summary>
/// <param name="NeedsSignIn">False where anyone may call.</param>
/// <param name="Body">Name of the body's schema, or null.</param>
public sealed record ApiRoute(
    string Method, string Path, string? Summary, bool NeedsSignIn, IReadOnlyList<ApiParameter> Parameters, IReadOnlyList<ApiField> Body, IReadOnlyList<ApiAnswer> Answers);

/// <summary>In <c>path</c>, <c>query</c> or <c>header</c>.</summary>
public sealed record ApiParameter(string Name, string Place, bool Required, string Type);

/// <summary>A property of a body.</summary>
public sealed record ApiField(string Name, string Type);

/// <summary>A status and what comes with it.</summary>
public sealed record ApiAnswer(string Status, string Description, IReadOnlyList<ApiField> Body);
