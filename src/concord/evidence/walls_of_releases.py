"""What anybody may read of figures: releases, as they were published, and no more.

The functions read nothing but releases, in which a hidden figure has no number.
"""

from __future__ import annotations

PUBLISHED = r"""
CREATE FUNCTION access.published_releases(place text)
RETURNS TABLE (id bigint, title text, area text, period_kind text, first_day date,
    last_day date, threshold int, method text, note text, issued_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT r.id, r.title::text, p.area_name::text, r.period_kind::text, r.first,
           r.last, r.threshold::int, r.method::text, r.note, r.issued_at
    FROM public.evidence_release r
    JOIN public.partnership_partnership p ON p.id = r.partnership_id
    WHERE p.code = place
    ORDER BY r.issued_at DESC
$$;

CREATE FUNCTION access.published_cells(place text, wanted bigint)
RETURNS TABLE (indicator text, counted text, of_what text, unit text, multiplier text,
    area text, area_kind text, dimension text, grouped text, period_kind text,
    period_start date, numerator bigint, denominator bigint, status text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT v.title::text, v.numerator, v.denominator, v.unit::text, v.multiplier::text,
           a.name::text, a.kind::text, coalesce(g.dimension, '')::text,
           coalesce(g.label, '')::text, r.period_kind::text, c.period_start,
           c.numerator, c.denominator, c.status::text
    FROM public.evidence_releasecell c
    JOIN public.evidence_release r ON r.id = c.release_id
    JOIN public.partnership_partnership p ON p.id = c.partnership_id
    JOIN public.evidence_indicator i ON i.id = c.indicator_id
    JOIN public.evidence_indicatorversion v ON v.id = c.version_id
    JOIN public.evidence_area a ON a.id = c.area_id
    LEFT JOIN public.evidence_category g ON g.id = c.category_id
    WHERE p.code = place AND c.release_id = wanted
    ORDER BY i.priority_position, i.position, i.code, a.is_home DESC, a.position,
             a.name, g.dimension NULLS FIRST, g.position, g.label, c.period_start
$$;

REVOKE ALL ON FUNCTION access.published_releases(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION access.published_cells(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.published_releases(text) TO app_runtime;
GRANT EXECUTE ON FUNCTION access.published_cells(text, bigint) TO app_runtime;
"""

# With what tells two of one name apart: codes and the version of a definition.
KEYED = r"""
DROP FUNCTION access.published_cells(text, bigint);

CREATE FUNCTION access.published_cells(place text, wanted bigint)
RETURNS TABLE (code text, version int, indicator text, counted text, of_what text,
    unit text, multiplier text, area_code text, area text, area_kind text,
    dimension text, group_code text, grouped text, period_kind text,
    period_start date, numerator bigint, denominator bigint, status text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, access, pg_temp
AS $$
    SELECT i.code::text, v.version::int, v.title::text, v.numerator, v.denominator,
           v.unit::text, v.multiplier::text, a.code::text, a.name::text, a.kind::text,
           coalesce(g.dimension, '')::text, coalesce(g.code, '')::text,
           coalesce(g.label, '')::text, r.period_kind::text, c.period_start,
           c.numerator, c.denominator, c.status::text
    FROM public.evidence_releasecell c
    JOIN public.evidence_release r ON r.id = c.release_id
    JOIN public.partnership_partnership p ON p.id = c.partnership_id
    JOIN public.evidence_indicator i ON i.id = c.indicator_id
    JOIN public.evidence_indicatorversion v ON v.id = c.version_id
    JOIN public.evidence_area a ON a.id = c.area_id
    LEFT JOIN public.evidence_category g ON g.id = c.category_id
    WHERE p.code = place AND c.release_id = wanted
    ORDER BY i.priority_position, i.position, i.code, v.version, a.is_home DESC,
             a.position, a.name, a.code, g.dimension NULLS FIRST, g.position, g.label,
             g.code, c.period_start
$$;

REVOKE ALL ON FUNCTION access.published_cells(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.published_cells(text, bigint) TO app_runtime;
"""
