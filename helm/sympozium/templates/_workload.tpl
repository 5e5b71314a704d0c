{{- /*
Expression of the checks of files/workload-fields.yaml on a value of a type. It is a text with one line per problem: the path of a
forbidden field, or VERB|GROUP|RESOURCE|SUBRESOURCE|NAME|PATH of a needed permission. Arguments: "types" are the checked types,
"at" is the expression of the value, "path" that of the path before its fields, "account" that of the pod's account, and "old"
that of the value before an update, or empty.
*/}}
{{- define "sympozium.problems" -}}
{{- $known := list }}
{{- $lines := list }}
{{- $nested := dict }}
{{- range $field, $rule := index .types .type }}
{{- $value := printf "%s.%s" $.at $field }}
{{- $has := printf "has(%[1]s) && %[1]s != null" $value }}
{{- $path := printf "%s + '%s'" $.path $field }}
{{- $allowed := $rule.allowed | default list | toJson | replace "\"" "'" }}
{{- if or (not (hasKey $rule "forbidden")) $rule.allowed }}{{ $known = append $known (squote $field) }}{{ end }}
{{- if and (hasKey $rule "forbidden") $rule.allowed }}
{{- $valid := ternary (printf "%s.all(e, e in %s)" $value $allowed) (printf "%s in %s" $value $allowed) ($rule.list | default false) }}
{{- $lines = append $lines (printf "%s && !(%s) ? %s : ''" $has $valid $path) }}
{{- end }}
{{- with $rule.prefix }}
{{- $lines = append $lines (printf "%s && %s.startsWith('%s') ? %s : ''" $has $value . $path) }}
{{- end }}
{{- if $rule.account }}
{{- $lines = append $lines (printf "%[1]s != 'default' ? 'use||serviceaccounts||' + %[1]s + '|' + %[3]s : %[2]s.?automountServiceAccountToken.orValue(true) ? 'use||serviceaccounts||default|' + %[4]s + 'automountServiceAccountToken' : ''" $.account $.at $path $.path) }}
{{- end }}
{{- with $rule.need }}
{{- $each := hasKey $rule "each" }}
{{- $item := ternary "e" $value $each }}
{{- $name := printf "%s.?%s.orValue('')" $item .name }}
{{- if eq .name "" }}{{ $name = "''" }}{{ else if eq .name "." }}{{ $name = $item }}{{ else if eq .name "account" }}{{ $name = $.account }}{{ end }}
{{- $line := printf "'%s|%s|%s|%s|' + %s + '|' + %s" .verb (.group | default "") .resource (.subresource | default "") $name $path }}
{{- if $rule.allowed }}{{ $line = printf "(%s in %s ? '' : %s)" $name $allowed $line }}{{ end }}
{{- $unless := "" }}
{{- $items := $value }}
{{- if and $rule.unlessUnchanged $.old $each }}
{{- $same := "o.?name.orValue('') == e.?name.orValue('')" }}
{{- $items = printf "%s.filter(e, !%s.?%s.orValue([]).exists(o, %s))" $value $.old $field $same }}
{{- else if and $rule.unlessUnchanged $.old }}{{ $unless = printf " && %s != %s.?%s.orValue('')" $value $.old $field }}{{ end }}
{{- $lines = append $lines (printf "%s%s ? %s : ''" $has $unless (ternary (printf "%s.map(e, %s).join(';')" $items $line) $line $each)) }}
{{- end }}
{{- range $form := list "object" "each" }}
{{- $type := index $rule $form | default "" }}
{{- if hasKey $.types $type }}
{{- $key := printf "%s/%s" $form $type }}
{{- $_ := set $nested $key (append (index $nested $key | default list) (squote $field)) }}
{{- end }}
{{- end }}
{{- end }}
{{- range $key, $fields := $nested }}
{{- $field := printf "f%d" $.depth }}
{{- $value := printf "%s[%s]" $.at $field }}
{{- $each := hasPrefix "each/" $key }}
{{- $item := ternary (printf "v%d" $.depth) $value $each }}
{{- $path := printf "%s + %s + '.'" $.path $field }}
{{- $inner := include "sympozium.problems" (merge (dict "type" (base $key) "at" $item "path" $path "depth" (add1 $.depth | int)) $) }}
{{- if $each }}{{ $inner = printf "%s.map(%s, %s).filter(s, s != '').join(';')" $value $item $inner }}{{ end }}
{{- $lines = append $lines (printf "[%[1]s].filter(f, f in %[2]s && %[2]s[f] != null).map(%[3]s, %[4]s).filter(s, s != '').join(';')" (join ", " $fields) $.at $field $inner) }}
{{- end }}
{{- $lines = prepend $lines (printf "%s.filter(k, !(k in [%s])).map(k, %s + k).join(';')" .at (join ", " $known) .path) -}}
[{{ join ", " $lines }}].filter(s, s != '').join(';')
{{- end }}

{{- /* Expression: a line of a needed permission that most packs hold for all names. */}}
{{- define "sympozium.bulk" -}}
(l.startsWith('get||secrets|') || l.startsWith('get||configmaps|') || l.startsWith('use||persistentvolumeclaims|'))
{{- end }}

{{- /* Expression: the skill holds the permission "need" for all names. */}}
{{- define "sympozium.bulk.held" -}}
{{- $kind := printf "%[1]s[0] + ' ' + %[1]s[2]" .need -}}
({{ $kind }} == 'get secrets' && variables.allSecrets || {{ $kind }} == 'get configmaps' && variables.allConfigMaps || {{ "" -}}
{{ $kind }} == 'use persistentvolumeclaims' && variables.allClaims)
{{- end }}

{{- /*
Variables of a policy for workloads, after those of the problems. Each needed permission is listed once. An authorizer check costs
a thirtieth of the cost limit of a policy, and each expression may have two. Messages cannot use the authorizer.
*/}}
{{- define "sympozium.workload.variables" -}}
- {name: lines, expression: "variables.problems.split(';').filter(l, l != '')"}
- {name: forbidden, expression: "variables.lines.filter(l, !l.contains('|'))"}
- {name: held, expression: "variables.lines.filter(l, l.contains('|'))"}
- {name: objects, expression: "variables.held.map(l, l.substring(0, l.lastIndexOf('|')))"}
- name: distinct
  expression: "variables.held.transformList(i, l, variables.objects.indexOf(variables.objects[i]) == i, l)"
- name: needs
  expression: >-
    (variables.distinct.filter(l, !{{ include "sympozium.bulk" . }}) + variables.distinct.filter(l, {{ include "sympozium.bulk" . }}))
    .map(l, l.split('|'))
{{- range $name, $permission := dict "allSecrets" "get secrets" "allConfigMaps" "get configmaps" "allClaims" "use persistentvolumeclaims" }}
{{- $parts := splitList " " $permission }}
- name: {{ $name }}
  expression: "authorizer.group('').resource('{{ last $parts }}').namespace(request.namespace).check('{{ first $parts }}').allowed()"
{{- end }}
{{- end }}

{{- /*
Validations of a workload that a skill creates or changes: the workload must not have more permissions than the skill. A true
value of the expression "unless" skips the checks.
*/}}
{{- define "sympozium.workload" -}}
{{- $what := "request.resource.resource + ' ' + object.metadata.name" }}
{{- $most := 16 }}
- expression: {{ printf "%s || size(variables.forbidden) == 0" .unless | quote }}
  reason: Forbidden
  messageExpression: >-
    {{ $what }} + ': ' + variables.forbidden.join(', ') + ': a skill must not create or change an object with this field or value. '
    + 'Remove it, or let a user write the object.'
- expression: >-
    {{ .unless }} || size(variables.needs) <= {{ $most }}
    || variables.needs.transformList(i, n, i >= {{ $most }} && !{{ include "sympozium.bulk.held" (dict "need" "n") }}, n).size() == 0
  reason: Forbidden
  messageExpression: >-
    {{ $what }} + ' uses more than {{ $most }} objects that the skill holds by name only. The pack must declare their permissions '
    + 'without resourceNames.'
{{- range $i := until $most }}
{{- $need := printf "variables.needs[%d]" $i }}
- expression: >-
    {{ $.unless }} || size(variables.needs) <= {{ $i }} || {{ include "sympozium.bulk.held" (dict "need" $need) }}
    || authorizer.group({{ $need }}[1]).resource({{ $need }}[2]).subresource({{ $need }}[3]).namespace(request.namespace)
    .name({{ $need }}[4]).check({{ $need }}[0]).allowed()
  reason: Forbidden
  messageExpression: >-
    {{ $what }} + ': ' + {{ $need }}[5] + ': the skill does not hold the verb ' + {{ $need }}[0] + ' on ' + {{ $need }}[2]
    + ({{ $need }}[3] == '' ? '' : '/' + {{ $need }}[3]) + ({{ $need }}[1] == '' ? '' : '.' + {{ $need }}[1])
    + ({{ $need }}[4] == '' ? '' : ' ' + {{ $need }}[4]) + '. Declare it in the pack, or '
    + ({{ $need }}[5].endsWith('automountServiceAccountToken') ? 'set the field to false.' : 'remove the field.')
{{- end }}
{{- end }}
